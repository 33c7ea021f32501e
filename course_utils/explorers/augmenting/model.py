"""The augmentation explorer without its view: one picture becomes twelve samples."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils import augment
from course_utils.augment.steps import GeometricStep
from course_utils.explorers.augmenting.drawing import with_labels
from course_utils.explorers.augmenting.scenes import Box, Scene, scenes
from course_utils.explorers.augmenting.truth import Verdict, rules, stake, verdict
from course_utils.explorers.base import Frame, PanelModel
from course_utils.explorers.controls import Choice, Draw, Slider, Switch, Ticks

COUNT = 12
NAMES = tuple(f"sample {number}" for number in range(1, COUNT + 1))

# What is drawn over the samples, or beside them: it leaves the samples as they are.
NOT_IN_SAMPLES = ("outlines", "answers", "marks")


@dataclass(frozen=True)
class AugmentationState:
    """The policy, as one strength for each family, and what the learner has marked.

    A strength of 0 leaves a family out. `rotate`, `shear` and `hue` are degrees, `shift` and
    `cutout` percent of the sides, `scale`, `contrast` and `saturation` percent either way, `crop`
    the percent of the picture that may be cut away, `brightness` and `noise` levels of 255, and
    `blur` pixels.
    """

    picture: str
    flip: bool = True
    rotate: int = 10
    shift: int = 8
    scale: int = 10
    shear: int = 0
    crop: int = 0
    brightness: int = 20
    contrast: int = 20
    saturation: int = 0
    hue: int = 0
    noise: int = 0
    blur: float = 0.0
    cutout: int = 0
    seed: int = 0
    outlines: bool = True
    answers: bool = False
    marks: tuple[bool, ...] = (False,) * COUNT


NOTHING = {
    "flip": False, "rotate": 0, "shift": 0, "scale": 0, "shear": 0, "crop": 0,
    "brightness": 0, "contrast": 0, "saturation": 0, "hue": 0, "noise": 0, "blur": 0.0,
    "cutout": 0,
}  # fmt: skip

PRESETS: Mapping[str, Mapping[str, Any]] = {
    "gentle": NOTHING
    | {"flip": True, "rotate": 10, "shift": 8, "scale": 10, "brightness": 20, "contrast": 20},
    "strong": {
        "flip": True, "rotate": 45, "shift": 25, "scale": 40, "shear": 20, "crop": 40,
        "brightness": 80, "contrast": 60, "saturation": 80, "hue": 60, "noise": 30, "blur": 2.0,
        "cutout": 40,
    },
    "photometric only": NOTHING
    | {"brightness": 60, "contrast": 50, "saturation": 60, "hue": 30, "noise": 15, "blur": 1.5},
    "geometric only": NOTHING
    | {"flip": True, "rotate": 25, "shift": 15, "scale": 25, "shear": 15},
    "6, turned by up to 180°": NOTHING | {"picture": "6", "rotate": 180},
    "mirrored text": NOTHING | {"picture": "text", "flip": True},
}  # fmt: skip


def steps_of(state: AugmentationState) -> dict[str, Any]:
    """Return the steps of the policy by the name of their strength; none for a strength of 0.

    >>> steps_of(dataclasses.replace(AugmentationState("cup", **NOTHING), rotate=30))
    {'rotate': Rotate(degrees=30)}
    """

    def around_one(percent: int) -> tuple[float, float]:
        return 1 - percent / 100, 1 + percent / 100

    makers = {
        "flip": lambda on: augment.Flip(0.5),
        "rotate": augment.Rotate,
        "shift": lambda percent: augment.Shift(percent / 100),
        "scale": lambda percent: augment.Scale(*around_one(percent)),
        "shear": augment.Shear,
        "crop": lambda percent: augment.Crop(1 - percent / 100),
        "brightness": augment.Brightness,
        "contrast": lambda percent: augment.Contrast(*around_one(percent)),
        "saturation": lambda percent: augment.Saturation(*around_one(percent)),
        "hue": augment.Hue,
        "noise": augment.Noise,
        "blur": augment.Blur,
        "cutout": lambda percent: augment.Cutout(percent / 100),
    }
    strengths = {name: getattr(state, name) for name in makers}
    return {name: makers[name](strength) for name, strength in strengths.items() if strength}


class AugmentationModel(PanelModel):
    """Twelve samples of one picture under the chosen policy.

    Parameters
    ----------
    image, boxes, mask, label
        As in ``explorers.augmentation``.

    Notes
    -----
    Each family has random numbers of its own, from the seed and the number of the sample. So a
    slider changes its own family only: the other numbers stay where they are.

    The marks belong to the samples: whatever makes other samples takes them away. A sample
    without a mark counts as one whose label is no longer true.
    """

    title = "Augmentation"

    def __init__(
        self,
        image: np.ndarray | None = None,
        boxes: Sequence[Box] = (),
        mask: np.ndarray | None = None,
        label: str | None = None,
    ) -> None:
        self._makers = scenes(image, boxes, mask, label)
        self._scenes: dict[str, Scene] = {}
        self._samples: tuple[Any, list[augment.Sample]] = (None, [])
        self._drawn: tuple[Any, list[np.ndarray]] = (None, [])
        pictures = tuple(self._makers)
        has_labels = image is None or len(boxes) > 0 or mask is not None  # of the first picture
        self.start = AugmentationState(pictures[0])
        self.presets = PRESETS
        self.controls = (
            Choice("picture", "Picture", pictures),
            Switch("flip", "Flip left and right, one in two"),
            Slider("rotate", "Rotate", 0, 180, 5, "°"),
            Slider("shift", "Shift", 0, 50, 1, "%"),
            Slider("scale", "Scale", 0, 60, 5, "%"),
            Slider("shear", "Shear", 0, 45, 5, "°"),
            Slider("crop", "Crop away", 0, 80, 5, "%"),
            Slider("brightness", "Brightness", 0, 150, 5),
            Slider("contrast", "Contrast", 0, 90, 5, "%"),
            Slider("saturation", "Saturation", 0, 100, 5, "%"),
            Slider("hue", "Hue", 0, 180, 5, "°"),
            Slider("noise", "Noise", 0, 80, 1),
            Slider("blur", "Blur", 0.0, 6.0, 0.5, "px"),
            Slider("cutout", "Cutout", 0, 60, 5, "%"),
            Draw("seed", "Draw another twelve"),
            Switch(
                "outlines",
                "Draw box and mask",
                only_with={"picture": pictures[:1] if has_labels else ()},
            ),
            Switch("answers", "Compare with the rules"),
            Ticks("marks", "label still true", NAMES),
        )

    def change(self, state: AugmentationState, **changes: Any) -> AugmentationState:
        """Return the changed state; other samples start with no marks."""
        changed = super().change(state, **changes)
        if "marks" in changes or _samples_key(changed) == _samples_key(state):
            return changed
        return dataclasses.replace(changed, marks=self.start.marks)

    def samples(self, state: AugmentationState) -> list[augment.Sample]:
        """Return the twelve samples of a state, each with its moved labels."""
        key = _samples_key(state)
        if self._samples[0] != key:
            scene, steps = self.scene(state), steps_of(state)
            policy = augment.Policy(steps.values())
            slots = {name: slot for slot, name in enumerate(NOTHING)}
            found = []
            for number in range(COUNT):
                drawn = [
                    step.draw(
                        np.random.default_rng([state.seed, number, slots[name]]), scene.image.shape
                    )
                    for name, step in steps.items()
                ]
                labels = {"boxes": scene.boxes, "mask": scene.mask, "points": scene.places}
                found.append(policy.apply(scene.image, drawn, **labels))
            self._samples = (key, found)
        return self._samples[1]

    def scene(self, state: AugmentationState) -> Scene:
        """Return the picture that the samples are made of, in their size, with its labels."""
        if state.picture not in self._scenes:
            self._scenes[state.picture] = self._makers[state.picture]()
        return self._scenes[state.picture]

    def verdicts(self, state: AugmentationState) -> list[Verdict]:
        """Return for each sample whether the label is still true by the rules."""
        scene = self.scene(state)
        found = []
        for sample in self.samples(state):
            matrix = augment.matrix_of(sample.drawn, scene.image.shape)
            matrix = np.eye(3) if matrix is None else matrix
            found.append(verdict(scene.label, scene.kind, matrix, _share_left(sample)))
        return found

    def render(self, state: AugmentationState) -> Frame:
        """Return the twelve samples with what was drawn for each, and the learner's count."""
        scene, samples = self.scene(state), self.samples(state)
        pictures = dict(zip(NAMES, self._pictures(state), strict=True))
        captions = {}
        verdicts = self.verdicts(state) if state.answers else [None] * COUNT
        for number, (sample, found) in enumerate(zip(samples, verdicts, strict=True), 1):
            captions[NAMES[number - 1]] = _caption(number, sample, found)
        marked = sum(state.marks)
        row = {"you marked": f"{marked} of {COUNT}"}
        sentence = stake(scene.label, scene.named, scene.kind, state.flip, state.rotate)
        if state.answers:
            decided = [found.true for found in verdicts]
            row |= {"the rules say": f"{decided.count(True)} of {COUNT}",
                    "open": str(decided.count(None))}  # fmt: skip
            if marked:  # before the first mark there is nothing to agree with
                agreed = sum(
                    mark == true for mark, true in zip(state.marks, decided, strict=True)
                )  # an open sample, None, agrees with neither mark
                row["you agree in (no mark: not true)"] = (
                    f"{agreed} of {COUNT - decided.count(None)}"
                )
            sentence += f" {rules(scene.kind)} Whether it is too dark, too noisy or too blurred,"
            sentence += " you decide."
        elif marked:
            sentence += f" You marked {marked} of {COUNT} samples as still showing {scene.named}."
        else:
            sentence += f" Mark the samples that still show {scene.named}."
        return Frame(pictures, {"label still true": row}, sentence, captions=captions)

    def _pictures(self, state: AugmentationState) -> list[np.ndarray]:
        """Return the samples as they are shown, the same arrays while they last."""
        key = (_samples_key(state), state.outlines)
        if self._drawn[0] != key:
            shown = []
            for sample in self.samples(state):
                boxes = [box for box in sample.boxes if box is not None]
                image = sample.image
                shown.append(with_labels(image, boxes, sample.mask) if state.outlines else image)
            self._drawn = (key, shown)
        return self._drawn[1]


def _samples_key(state: AugmentationState) -> tuple[Any, ...]:
    """Return all that the samples depend on."""
    names = (field.name for field in dataclasses.fields(state))
    return tuple(getattr(state, name) for name in names if name not in NOT_IN_SAMPLES)


def _share_left(sample: augment.Sample) -> float:
    """Return which share of the object lies in the sample and is not covered."""
    height, width = sample.image.shape[:2]
    x, y = sample.points.T
    seen = (x > -0.5) & (x < width - 0.5) & (y > -0.5) & (y < height - 0.5)
    for drawn in sample.drawn:
        if drawn.name == "cutout" and drawn.values:
            left, top, hole_width, hole_height = drawn.values
            seen &= ~((x > left - 0.5) & (x < left + hole_width - 0.5)
                      & (y > top - 0.5) & (y < top + hole_height - 0.5))  # fmt: skip
    return float(seen.mean())


def _caption(number: int, sample: augment.Sample, found: Verdict | None) -> str:
    """Return what moved the pixels, what changed their values, and the verdict: a line each."""
    moved, changed = [], []
    for one in sample.drawn:
        if words := _words(one).replace(" ", "\N{NO-BREAK SPACE}"):
            (moved if isinstance(one.step, GeometricStep) else changed).append(words)
    lines = [", ".join(words) for words in (moved, changed) if words] or ["as it was"]
    if None in sample.boxes:
        lines.append("A box has left the picture.")
    if found is not None:
        lines.append(f"By the rules: {found.why}")
    return f"{number}: " + "\n".join(lines)


def _words(drawn: augment.Drawn) -> str:
    """Return what was drawn in a few words, because twelve captions share a page.

    >>> _words(augment.Drawn(augment.Shift(0.5), (3.0, -5.0)))
    'shift (3, -5)'
    """
    name, values = drawn.name, drawn.values
    if name == "flip":
        return name if values[0] else ""
    if name == "shift":
        return f"shift ({values[0]:.0f}, {values[1]:.0f})"
    if name == "crop":
        return f"crop {values[2]} × {values[3]} px"
    if name == "noise":
        return f"noise {values[0]:g}"
    if name == "blur":
        return f"blur {values[0]:.1f} px"
    if name == "cutout":
        return f"cutout at ({values[0]}, {values[1]})"
    return drawn.text

"""A policy: a random pipeline in which picture and labels stay together.

Two stages, kept apart. `Policy.draw` throws all the dice; `Policy.apply` does what was drawn and
is not random at all. So one draw serves the picture, its boxes, its mask and its points, and
a sample can be made again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from course_utils.augment import checks, geometric, labels, matrices, photometric
from course_utils.augment.geometric import Fill
from course_utils.augment.geometric_steps import Crop
from course_utils.augment.labels import Box
from course_utils.augment.steps import Drawn, GeometricStep, LinearStep, PixelStep, Step


@dataclass(frozen=True, eq=False)
class Sample:
    """A picture that was changed, and its labels, which moved along.

    Attributes
    ----------
    image : array
        Of the same shape and dtype as the picture that came in.
    boxes : tuple
        One entry for each box that came in, in the same order, so that class names in a list
        beside it still fit: ``(x, y, width, height)``, or None for a box that is gone.
    mask : array of bool, or None
    points : array of float64, (n, 2), or None
        Also those that lie outside of the picture now.
    drawn : tuple of Drawn
        What happened.
    """

    image: np.ndarray
    boxes: tuple[Box | None, ...]
    mask: np.ndarray | None
    points: np.ndarray | None
    drawn: tuple[Drawn, ...]

    @property
    def text(self) -> str:
        """What happened, in words."""
        return ", ".join(drawn.text for drawn in self.drawn)


@dataclass(frozen=True)
class Policy:
    """Random steps, applied to pictures and to the labels that lie in them.

    Parameters
    ----------
    steps : sequence of steps
        Such as ``[Flip(), Rotate(15), Brightness(30)]``.
    fill : number, or three for a colour, or None
        What comes from outside of the picture, as in `warp`.
    least : float
        Boxes of which less than this share is left become None, as in `move_box`.

    Notes
    -----
    Whatever the order of the list, the geometric steps come first, then the others; within each
    of the two groups the order is that of the list. The geometric steps are composed to one
    matrix, so that the picture is warped, and blurred by interpolation, only once. Brightness
    and contrast of uint8 pictures are computed for the 256 levels instead of all pixels.

    Examples
    --------
    >>> from course_utils.augment import Brightness, Shift
    >>> policy = Policy([Shift(0.2), Brightness(20)])
    >>> image = np.full((10, 10), 100, dtype=np.uint8)
    >>> sample = policy(image, np.random.default_rng(1), boxes=[(4, 4, 2, 2)])
    >>> print(sample.text)
    shift 0 px right, 2 px down, brightness -14
    >>> sample.boxes
    ((4, 6, 2, 2),)
    >>> again = policy.apply(image, sample.drawn)
    >>> bool((again.image == sample.image).all())
    True
    """

    steps: tuple[Step, ...]
    fill: Fill = 0
    least: float = 0.0

    def __init__(self, steps: Iterable[Step], *, fill: Fill = 0, least: float = 0.0) -> None:
        steps = (steps,) if isinstance(steps, Step) else tuple(steps)
        for step in steps:
            if not isinstance(step, Step):
                name = step.__name__ if isinstance(step, type) else repr(step)
                raise ValueError(
                    f"A policy is made of steps such as Flip() or Rotate(15), but {name} came."
                    " A step needs its brackets, also empty ones."
                )
        # The class is frozen, so that a policy in use cannot change under our hands.
        object.__setattr__(self, "steps", steps)
        object.__setattr__(self, "fill", fill)
        object.__setattr__(self, "least", checks.number(least, "least of Policy", 0, 1))

    def draw(self, shape: tuple[int, ...], generator: np.random.Generator) -> tuple[Drawn, ...]:
        """Throw the dice for one picture of that shape; the picture itself is not needed.

        Parameters
        ----------
        shape : tuple
            (height, width) or (height, width, channels).
        generator : numpy.random.Generator
            The same seed gives the same draws.
        """
        checks.generator(generator, "Policy.draw")
        return tuple([step.draw(generator, shape) for step in self.steps])

    def apply(
        self,
        image: np.ndarray,
        drawn: Sequence[Drawn],
        *,
        boxes: Iterable[Box] = (),
        mask: np.ndarray | None = None,
        points: np.ndarray | None = None,
    ) -> Sample:
        """Do what was drawn, to the picture and to all labels alike. Nothing is random here.

        Parameters
        ----------
        image : array, (height, width) or (height, width, 3)
            uint8 0..255 or float 0..1.
        drawn : sequence of Drawn
            From `draw`, or from an earlier sample.
        boxes : boxes, optional
            ``(x, y, width, height)`` each.
        mask : array of bool, (height, width), optional
        points : array, (n, 2), optional
            One place (x, y) a row.
        """
        image = checks.picture(image, "Policy.apply")
        checks.fill(self.fill, image.dtype, "Policy")
        shape = image.shape
        matrix = matrix_of(drawn, shape)
        if mask is not None and checks.mask(mask, "Policy.apply").shape != shape[:2]:
            raise ValueError(
                f"The mask has the shape {mask.shape} and the picture {shape[:2]}: they must"
                " have the same height and width."
            )
        moved_labels = matrix if matrix is not None else np.eye(3)
        return Sample(
            image=_changed(image, matrix, drawn, self.fill),
            boxes=tuple(
                labels.move_box(box, moved_labels, shape, least=self.least) for box in boxes
            ),
            mask=None if mask is None else labels.move_mask(mask, moved_labels),
            points=None if points is None else labels.move_points(points, moved_labels),
            drawn=tuple(drawn),
        )

    def __call__(
        self,
        image: np.ndarray,
        generator: np.random.Generator,
        *,
        boxes: Iterable[Box] = (),
        mask: np.ndarray | None = None,
        points: np.ndarray | None = None,
    ) -> Sample:
        """Draw, then apply: one random sample of a picture and its labels."""
        image = checks.picture(image, "A policy")
        drawn = self.draw(image.shape, generator)
        return self.apply(image, drawn, boxes=boxes, mask=mask, points=points)

    def batch(self, images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
        """Return one random sample of each picture.

        Parameters
        ----------
        images : array, (n, height, width) or (n, height, width, channels)
            Pictures behind each other, with 1 or 3 channels.
        generator : numpy.random.Generator
            Each picture has its own draw; the samples are those that calling the policy on one
            picture after the other with this generator would give.

        Returns
        -------
        array
            A new array of the same shape and dtype.

        Examples
        --------
        >>> from course_utils.augment import Brightness
        >>> images = np.zeros((5, 8, 8, 3), dtype=np.uint8)
        >>> Policy([Brightness(50)]).batch(images, np.random.default_rng(0)).shape
        (5, 8, 8, 3)
        """
        images = checks.batch(images, "Policy.batch")
        checks.fill(self.fill, images.dtype, "Policy")
        checks.generator(generator, "Policy.batch")
        result = np.empty(images.shape, dtype=images.dtype)
        for image, place in zip(images, result, strict=True):
            drawn = self.draw(image.shape, generator)
            place[...] = _changed(image, matrix_of(drawn, image.shape), drawn, self.fill)
        return result


def matrix_of(drawn: Iterable[Drawn], shape: tuple[int, ...]) -> np.ndarray | None:
    """Return all geometric steps of a draw as one matrix; None when nothing moves."""
    result = None
    for one in drawn:
        if isinstance(one.step, GeometricStep):
            matrix = one.step.matrix(one.values, shape)
            if matrix is not None:
                result = matrix if result is None else matrix @ result
    if result is None:
        return None
    # The steps turn and scale about (0, 0): move that place to the centre of the picture.
    (a, b, _), (c, d, _), _ = result.tolist()
    x, y = matrices.centre(shape)
    result[0, 2] += x - (a * x + b * y)
    result[1, 2] += y - (c * x + d * y)
    return result


def _changed(
    image: np.ndarray, matrix: np.ndarray | None, drawn: Sequence[Drawn], fill: Fill
) -> np.ndarray:
    """Return the picture after one warp and all photometric steps."""
    if matrix is None:
        image = image.copy()
    else:
        image = geometric.warp_checked(
            image, matrix, _fill_needed(matrix, image.shape, drawn, fill)
        )
    table = None  # what the linear steps so far make of the 256 levels
    for one in drawn:
        if isinstance(one.step, LinearStep):
            if one.step.needs_mean and table is not None:
                image, table = photometric.look_up(image, table), None
            mean = photometric.mean_grey(image) if one.step.needs_mean else 0.0
            factor, added = one.step.factor_and_added(one.values, mean)
            if image.dtype == np.uint8:
                new = photometric.linear_table(factor, added)
                table = new if table is None else new[table]
            else:
                image = photometric.linear(image, factor, added)
        elif isinstance(one.step, PixelStep):
            if table is not None:
                image, table = photometric.look_up(image, table), None
            image = one.step.change(image, one.values)
    return image if table is None else photometric.look_up(image, table)


def _fill_needed(
    matrix: np.ndarray, shape: tuple[int, ...], drawn: Sequence[Drawn], fill: Fill
) -> Fill:
    """Return `fill`, or None when a crop shows nothing but the inside of the old picture.

    A crop at the edge of the picture looks up to half a pixel beyond the last centres, which is
    still inside: mixing in the fill would draw a dark line there.
    """
    if not any(isinstance(one.step, Crop) for one in drawn):
        return fill
    right, bottom = shape[1] - 1, shape[0] - 1
    corners = [(0, 0), (right, 0), (0, bottom), (right, bottom)]
    seen = labels.move_points(corners, np.linalg.inv(matrix))
    is_inside = (seen > -0.5001).all() and (seen < (right + 0.5001, bottom + 0.5001)).all()
    return None if is_inside else fill

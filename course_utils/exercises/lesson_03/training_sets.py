"""Exercise 11 of lesson 03: only training pictures are augmented."""

from collections.abc import Callable

import numpy as np

from course_utils.checking import Exercise, Mistake, Random, seeding
from course_utils.exercises.lesson_03 import half_turns


def _mark(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return a changed version that still can be recognised.

    Its last row is random, and the row above it counts the changes, one on top of the other.
    """
    if np.ndim(image) != 2:
        raise ValueError(
            "change(image, generator) wants one picture, (height, width), and an array of shape "
            f"{np.shape(image)} came."
        )
    changed = np.array(image)
    changed[-2] += 1
    changed[-1] = generator.integers(1, 256, size=changed.shape[1])
    return changed


def _training_set(
    images: np.ndarray,
    labels: np.ndarray,
    is_test: np.ndarray,
    copies: int,
    change: Callable,
    generator: np.random.Generator,
) -> half_turns.Labelled:
    images, labels = images[~is_test], labels[~is_test]
    changed = [change(image, generator) for _ in range(copies) for image in images]
    return np.concatenate([images, changed]), np.tile(labels, copies + 1)


def _numbered(count: int, rng: np.random.Generator) -> half_turns.Labelled:
    """Return pictures whose first row holds their number, and whose last two rows are black."""
    images = rng.integers(0, 256, size=(count, 7, count + 9), dtype=np.uint8)
    images[:, 0], images[:, -2:] = np.arange(count)[:, None] + 1, 0
    return images, rng.permutation(np.arange(count) % 10)


def _observe_training(
    answer: Callable,
    images: np.ndarray,
    labels: np.ndarray,
    is_test: np.ndarray,
    copies: int,
    change: Callable,
    generator: np.random.Generator,
) -> seeding.Findings:
    def make(generator: np.random.Generator) -> half_turns.Labelled:
        pictures, names = answer(images, labels, is_test, copies, change, generator)
        return np.asarray(pictures), np.asarray(names)

    pictures, names = make(np.random.default_rng(21))
    known = {image[:-2].tobytes(): number for number, image in enumerate(images)}
    numbers = [known.get(picture[:-2].tobytes()) for picture in pictures.astype(np.uint8)]
    if None in numbers:
        return {"The pictures": "some are neither pictures of the set nor versions of them"}
    numbers = np.array(numbers)
    touched = pictures[:, -1].any(axis=1)
    versions = [pictures[(numbers == number) & touched] for number in np.flatnonzero(~is_test)]
    plain = np.bincount(numbers[~touched], minlength=len(images))
    counts = np.bincount(numbers[touched], minlength=len(images))
    often = pictures[:, -2].max() > 1
    different = all(len(np.unique(found, axis=0)) == len(found) for found in versions)
    return {
        "Test pictures among them": "some" if is_test[numbers].any() else "none",
        "The untouched training pictures": _each(plain[~is_test], 1),
        "Changed versions": _each(counts[~is_test], copies),
        "What is changed": "versions that are changed already" if often else "the originals",
        "Versions of one picture": "all different" if different else "some are equal",
        "Labels": _in_step(numbers, np.array_equal(names, labels[numbers])),
        **seeding.dependence(lambda rng: _flat(*make(rng))),
    }


def _in_step(numbers: np.ndarray, in_step: bool) -> str:
    """Return whether labels fit; where they do not, the order of the pictures may tell why."""
    if in_step:
        return "in step"
    once = numbers[: len(np.unique(numbers))]
    regular = np.array_equal(numbers, np.sort(numbers)) or np.array_equal(
        numbers, np.resize(once, len(numbers))
    )
    return "out of step" if regular else "out of step, and the pictures in no regular order"


def _each(counts: np.ndarray, wanted: int) -> str:
    return "as many as wanted" if (counts == wanted).all() else "not each as often as wanted"


def _flat(pictures: np.ndarray, names: np.ndarray) -> np.ndarray:
    return np.concatenate([pictures.ravel(), names.ravel()])


def _training_probe(rng: np.random.Generator, copies: int = 0) -> tuple:
    """Return arguments with fewer test pictures than others."""
    count = int(rng.integers(6, 12))
    is_test = rng.permutation(np.arange(count) < int(rng.integers(1, count // 2)))
    copies = copies or int(rng.integers(1, 5))
    generator = np.random.default_rng(int(rng.integers(1000)))
    return *_numbered(count, rng), is_test, copies, _mark, generator


_Arrange = Callable[[np.ndarray, np.ndarray, int, Callable], half_turns.Labelled]


def _arranged(arrange: _Arrange) -> Callable[..., half_turns.Labelled]:
    """Return an answer that gets the training pictures only, and ``change`` with the generator."""

    def answer(images, labels, is_test, copies, change, generator):
        kept, names = images[~is_test], labels[~is_test]
        return arrange(kept, names, copies, lambda image: change(image, generator))

    return answer


def _one_picture_after_the_other(images, labels, copies, change) -> half_turns.Labelled:
    pictures, names = [], []
    for image, label in zip(images, labels, strict=True):
        pictures += [image, *(change(image) for _ in range(copies))]
        names += [label] * (copies + 1)
    return pictures, names


def _changed_once_more(images, labels, copies, change) -> half_turns.Labelled:
    """Change the versions of the round before."""
    rounds = [images]
    for _ in range(copies):
        rounds.append(np.array([change(image) for image in rounds[-1]]))
    return np.concatenate(rounds), np.tile(labels, copies + 1)


def _doubled(images, labels, copies, change) -> half_turns.Labelled:
    """Change, in each round, everything that there is so far."""
    for _ in range(copies):
        images = np.concatenate([images, [change(image) for image in images]])
        labels = np.concatenate([labels, labels])
    return images, labels


def _labels_repeated(images, labels, copies, change) -> half_turns.Labelled:
    changed = [change(image) for _ in range(copies) for image in images]
    return np.concatenate([images, changed]), np.repeat(labels, copies + 1)


def _one_version_copied(images, labels, copies, change) -> half_turns.Labelled:
    changed = [change(image) for image in images] * copies
    return np.concatenate([images, changed]), np.tile(labels, copies + 1)


def _changed_again(images, labels, copies, change) -> half_turns.Labelled:
    """Change every picture, the untouched ones as well."""
    changed = [change(image) for _ in range(copies + 1) for image in images]
    return np.array(changed), np.tile(labels, copies + 1)


def _only_changed(images, labels, copies, change) -> half_turns.Labelled:
    return np.array([change(i) for _ in range(copies) for i in images]), np.tile(labels, copies)


def _only_untouched(images, labels, copies, change) -> half_turns.Labelled:
    return np.concatenate([images] * (copies + 1)), np.tile(labels, copies + 1)


def _labels_of_one_round(images, labels, copies, change) -> half_turns.Labelled:
    return _labels_repeated(images, labels, copies, change)[0], labels


def _with_generator(make: Callable[[], np.random.Generator]) -> Callable[..., half_turns.Labelled]:
    def answer(images, labels, is_test, copies, change, generator):
        return _arranged(_one_picture_after_the_other)(
            images, labels, is_test, copies, lambda image, _: change(image, make()), generator
        )

    return answer


def _pictures_shuffled(images, labels, is_test, copies, change, generator) -> half_turns.Labelled:
    pictures, names = _training_set(images, labels, is_test, copies, change, generator)
    return generator.permutation(pictures), names


def _shuffled_together(images, labels, is_test, copies, change, generator) -> half_turns.Labelled:
    pictures, names = _training_set(images, labels, is_test, copies, change, generator)
    order = generator.permutation(len(names))
    return pictures[order], names[order]


training = Exercise(
    "03.training",
    "Training pictures only",
    reference=_training_set,
    probes=[
        _training_probe(np.random.default_rng(1), copies=3),
        _training_probe(np.random.default_rng(2), copies=1),
        _training_probe(np.random.default_rng(3), copies=4),
        Random(3, _training_probe),
    ],
    observe=_observe_training,
    mistakes=[
        Mistake(
            "the test pictures as well",
            lambda images, labels, is_test, copies, change, generator: _training_set(
                images, labels, is_test & False, copies, change, generator
            ),
            "There are too many: you have enlarged the test pictures as well. A network that has "
            "seen them, even changed, is not tested by them.",
        ),
        Mistake(
            "the test pictures only",
            lambda images, labels, is_test, copies, change, generator: _training_set(
                images, labels, ~is_test, copies, change, generator
            ),
            "You have taken the test pictures and left out the others: the mask is True for the "
            "test pictures.",
        ),
        Mistake(
            "labels out of step",
            _arranged(_labels_repeated),
            "Pictures and labels are out of step: one is ordered round after round, the other "
            "picture after picture. np.repeat gives a a b b, np.tile gives a b a b.",
        ),
        Mistake(
            "labels of one round",
            _arranged(_labels_of_one_round),
            "There are more pictures than labels. Every changed version needs its label, too.",
        ),
        Mistake(
            "labels of all pictures",
            lambda images, labels, is_test, copies, change, generator: (
                _training_set(images, labels, is_test, copies, change, generator)[0],
                np.tile(labels, copies + 1),
            ),
            "There are more labels than pictures: the labels of the test pictures are still among "
            "them.",
        ),
        Mistake(
            "one version copied",
            _arranged(_one_version_copied),
            "The versions of a picture are all the same: you call `change` once for it and copy "
            "the result. Call it for every version.",
        ),
        Mistake(
            "a variant of a variant",
            _arranged(_changed_once_more),
            "You change a picture that is changed already, so it drifts away. Begin each version "
            "from the original.",
        ),
        Mistake(
            "doubled in every round",
            _arranged(_doubled),
            "There are too many: in each round you also change the versions that you have made "
            "before, so the set doubles. Begin each version from an original.",
        ),
        Mistake(
            "nothing left as it is",
            _arranged(_changed_again),
            "The number is right, but every picture is changed. The training pictures themselves "
            "belong into the set, as they are.",
        ),
        Mistake(
            "one round missing",
            _arranged(_only_changed),
            "One round is missing. There should be the training pictures as they are, and `copies` "
            "versions of each besides.",
        ),
        Mistake(
            "nothing changed",
            _arranged(_only_untouched),
            "The number is right, but nothing is changed: the set only holds each picture several "
            "times. Where do you call `change`?",
        ),
        Mistake(
            "a new generator without a seed",
            _with_generator(np.random.default_rng),
            "The set is right, but it cannot be repeated: you make a generator of your own. Hand "
            "on the one that you were given.",
        ),
        Mistake(
            "a new generator with a fixed seed",
            _with_generator(lambda: np.random.default_rng(0)),
            "The versions of a picture are all the same, because every call of `change` gets a new "
            "generator with the same seed. Hand on the one that you were given.",
        ),
        Mistake(
            "only the pictures shuffled",
            _pictures_shuffled,
            "The pictures were put into a new order, and the labels were not: nearly every label "
            "is false now.",
        ),
        Mistake(
            "only the pictures",
            lambda *arguments: _training_set(*arguments)[0],
            "Two arrays are wanted, the pictures and their labels.",
        ),
        Mistake(
            "the labels first",
            lambda *arguments: _training_set(*arguments)[::-1],
            "Both parts are there, but their order is not right: the pictures first, then the "
            "labels.",
        ),
    ],
    alternatives=[
        _arranged(_one_picture_after_the_other),
        _shuffled_together,
        _arranged(
            lambda images, labels, copies, change: (
                np.stack([*images, *(change(i) for i in np.repeat(images, copies, axis=0))]),
                np.concatenate([labels, np.repeat(labels, copies)]),
            )
        ),
        lambda images, labels, is_test, copies, change, generator: _training_set(
            images.astype(np.int32), labels.astype(float), is_test, copies, change, generator
        ),
    ],
    hints=[
        "images[~is_test] are the training pictures, and labels[~is_test] are their labels.",
        "[change(image, generator) for _ in range(copies) for image in pictures] goes round after "
        "round: all pictures once, then all once more.",
        "np.concatenate([pictures, changed]) puts them together. np.tile(labels, n) repeats all "
        "labels n times, round after round.",
    ],
    why="Only what the network learns from is enlarged; what tests it stays as the world gives it.",
)

"""Photometric transforms: pixels change their values, not their places.

All of them keep dtype, shape and range: a result below black or above white is cut off there.
For uint8, results are rounded to the nearest whole number, never wrapped round.
"""

import cv2
import numpy as np

from course_utils.augment import checks
from course_utils.images.arrays import GREY_WEIGHTS

# 0 to 255, as float: what becomes of each of them is a table of 256 entries.
LEVELS = np.arange(256, dtype=np.float64)


def brightness(image: np.ndarray, amount: float) -> np.ndarray:
    """Return the picture with `amount` added to every value.

    Parameters
    ----------
    image : array, (height, width) or (height, width, 3)
        uint8 0..255 or float 0..1.
    amount : float
        In levels of 255, for float pictures as well: 51 adds 51 of 255, or 0.2 of 1.

    Examples
    --------
    >>> brightness(np.array([[0, 100, 250]], dtype=np.uint8), 30)
    array([[ 30, 130, 255]], dtype=uint8)
    """
    array = checks.picture(image, "brightness")
    return linear(array, 1.0, checks.number(amount, "brightness") / 255)


def contrast(image: np.ndarray, factor: float) -> np.ndarray:
    """Return the picture with all values moved away from its mean grey, or closer to it.

    Parameters
    ----------
    image : array, (height, width) or (height, width, 3)
        uint8 0..255 or float 0..1.
    factor : float
        At least 0: 1 changes nothing, 0 makes everything the mean grey.

    Examples
    --------
    The mean of this picture is 100, and every distance from it doubles:

    >>> contrast(np.array([[80, 100, 120]], dtype=np.uint8), 2)
    array([[ 60, 100, 140]], dtype=uint8)
    """
    array = checks.picture(image, "contrast")
    factor = checks.number(factor, "contrast", low=0)
    return linear(array, factor, mean_grey(array) * (1 - factor))


def saturation(image: np.ndarray, factor: float) -> np.ndarray:
    """Return the picture with its colours moved away from grey, or closer to it.

    Parameters
    ----------
    image : array, (height, width) or (height, width, 3)
        uint8 0..255 or float 0..1. A grey picture has no colour to change: a copy comes back.
    factor : float
        At least 0: 1 changes nothing, 0 makes the picture grey, 2 doubles the distance of each
        pixel from the grey of the same lightness.

    Examples
    --------
    >>> saturation(np.array([[[200, 100, 100]]], dtype=np.uint8), 0)
    array([[[130, 130, 130]]], dtype=uint8)
    """
    array = checks.picture(image, "saturation")
    return saturation_checked(array, checks.number(factor, "saturation", low=0))


def saturation_checked(image: np.ndarray, factor: float) -> np.ndarray:
    """Do what `saturation` does, for a picture that has been checked."""
    if _is_grey(image):
        return image.copy()
    # factor * colour + (1 - factor) * grey, for all three channels in one matrix
    mixing = factor * np.eye(3) + (1 - factor) * np.array(GREY_WEIGHTS)
    return _finished(cv2.transform(_exact(image), mixing), image)


def hue(image: np.ndarray, degrees: float) -> np.ndarray:
    """Return the picture with every colour turned on the colour wheel.

    Parameters
    ----------
    image : array, (height, width) or (height, width, 3)
        uint8 0..255 or float 0..1. Grey pixels, and so grey pictures, have no hue and stay.
    degrees : float
        Of 360: 120 turns red into green, green into blue and blue into red.

    Notes
    -----
    The hue is the H of HSV, in float: the 180 steps of OpenCV's uint8 would be too coarse.

    Examples
    --------
    >>> hue(np.array([[[200, 0, 0]]], dtype=np.uint8), 120)
    array([[[  0, 200,   0]]], dtype=uint8)
    """
    array = checks.picture(image, "hue")
    return hue_checked(array, checks.number(degrees, "hue"))


def hue_checked(image: np.ndarray, degrees: float) -> np.ndarray:
    """Do what `hue` does, for a picture that has been checked."""
    if _is_grey(image) or degrees % 360 == 0:
        return image.copy()
    # V may run to 255 as well as to 1: only the ratio of the channels makes H, here in degrees.
    hsv = cv2.cvtColor(image.astype(np.float32, copy=False), cv2.COLOR_RGB2HSV)
    hsv[:, :, 0] = (hsv[:, :, 0] + np.float32(degrees % 360)) % np.float32(360)
    return _finished(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), image)


def blur(image: np.ndarray, sigma: float) -> np.ndarray:
    """Return the picture blurred by a Gaussian.

    Parameters
    ----------
    image : array, (height, width) or (height, width, 3)
        uint8 0..255 or float 0..1.
    sigma : float
        The standard deviation of the Gaussian in pixels; 0 changes nothing.

    Notes
    -----
    ``cv2.GaussianBlur`` over 4 standard deviations to each side; beyond the edge the picture is
    continued as its mirror image.

    Examples
    --------
    >>> blur(np.array([[0, 0, 0, 255, 0, 0, 0]], dtype=np.uint8), 1)
    array([[  1,  14,  62, 102,  62,  14,   1]], dtype=uint8)
    """
    array = checks.picture(image, "blur")
    return blur_checked(array, checks.number(sigma, "blur", low=0))


def blur_checked(image: np.ndarray, sigma: float) -> np.ndarray:
    """Do what `blur` does, for a picture that has been checked."""
    if sigma < 0.05:  # the neighbours' weights are below 1e-80
        return image.copy()
    side = 2 * max(1, round(4 * sigma)) + 1
    blurred = cv2.GaussianBlur(_exact(image), (side, side), sigma, borderType=cv2.BORDER_REFLECT)
    return _finished(blurred, image)


def noise(image: np.ndarray, sigma: float, generator: np.random.Generator) -> np.ndarray:
    """Return the picture with another random number added to every value.

    Parameters
    ----------
    image : array, (height, width) or (height, width, 3)
        uint8 0..255 or float 0..1.
    sigma : float
        The standard deviation of the normal distribution, in levels of 255.
    generator : numpy.random.Generator
        Where the numbers come from: the same seed gives the same noise.

    Examples
    --------
    >>> image = np.full((1, 4), 100, dtype=np.uint8)
    >>> first = noise(image, 10, np.random.default_rng(7))
    >>> second = noise(image, 10, np.random.default_rng(7))
    >>> (first == second).all(), (first == image).all()
    (np.True_, np.False_)
    """
    array = checks.picture(image, "noise")
    checks.generator(generator, "noise")
    return noise_checked(array, checks.number(sigma, "noise", low=0), generator)


def noise_checked(image: np.ndarray, sigma: float, generator: np.random.Generator) -> np.ndarray:
    """Do what `noise` does, for a picture that has been checked."""
    added = generator.standard_normal(image.shape, dtype=np.float32)
    if image.dtype == np.uint8:
        added *= np.float32(sigma)
        added += image
        return _finished(added, image)
    return np.clip(image + added * image.dtype.type(sigma / 255), 0, 1)


def cutout(image: np.ndarray, box: tuple[int, int, int, int], fill: float = 0) -> np.ndarray:
    """Return the picture with a rectangle covered.

    Parameters
    ----------
    image : array, (height, width) or (height, width, 3)
        uint8 0..255 or float 0..1.
    box : tuple
        ``(x, y, width, height)`` in pixels; may reach beyond the edges.
    fill : number, or three for a colour
        The value of the rectangle, in the range of the picture.

    Examples
    --------
    >>> cutout(np.full((2, 4), 9, dtype=np.uint8), (1, 0, 2, 1))
    array([[9, 0, 0, 9],
           [9, 9, 9, 9]], dtype=uint8)
    """
    array = checks.picture(image, "cutout")
    checks.fill(fill, array.dtype, "cutout")
    return cutout_checked(array, checks.box(box, "cutout"), fill)


def cutout_checked(
    image: np.ndarray, box: tuple[int, int, int, int], fill: float = 0
) -> np.ndarray:
    """Do what `cutout` does, for a picture and a box that have been checked."""
    x, y, width, height = box
    result = image.copy()
    result[max(y, 0) : max(y + height, 0), max(x, 0) : max(x + width, 0)] = fill
    return result


def mean_grey(image: np.ndarray) -> float:
    """Return the mean of the picture in shades of grey, from 0 (black) to 1 (white).

    Examples
    --------
    >>> mean_grey(np.array([[0, 255]], dtype=np.uint8))
    0.5
    """
    means = cv2.mean(image)  # one for each channel; always four numbers
    grey = means[0]
    if not _is_grey(image):
        grey = sum(weight * mean for weight, mean in zip(GREY_WEIGHTS, means, strict=False))
    return grey / 255 if image.dtype == np.uint8 else grey


def linear(image: np.ndarray, factor: float, added: float) -> np.ndarray:
    """Return ``factor * value + added`` for each value, where white counts 1.

    Brightness and contrast are both of this kind.
    """
    if image.dtype == np.uint8:
        return look_up(image, linear_table(factor, added))
    return np.clip(image * image.dtype.type(factor) + image.dtype.type(added), 0, 1)


def linear_table(factor: float, added: float) -> np.ndarray:
    """Return what becomes of each of the 256 levels of a uint8 picture.

    Examples
    --------
    >>> linear_table(2, -0.5)[[63, 64, 127, 250]]
    array([  0,   0, 126, 255], dtype=uint8)
    """
    return np.rint((factor * LEVELS + 255 * added).clip(0, 255)).astype(np.uint8)


def look_up(image: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Return the picture with each level replaced by its entry in a table of 256.

    However long the formula: the table is computed for 256 levels, not for all pixels.
    """
    return cv2.LUT(image, table).reshape(image.shape)


def _is_grey(image: np.ndarray) -> bool:
    """Say whether the picture has one channel."""
    return image.ndim == 2 or image.shape[2] == 1


def _exact(image: np.ndarray) -> np.ndarray:
    """Return the values of a uint8 picture as float32: OpenCV computes uint8 less exactly."""
    return image.astype(np.float32) if image.dtype == np.uint8 else image


def _finished(values: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Return computed float values with the range, dtype and shape of the picture `image`."""
    values = np.rint(values.clip(0, 255)) if image.dtype == np.uint8 else values.clip(0, 1)
    return values.reshape(image.shape).astype(image.dtype, copy=False)

"""What a change of size did to a picture, in one or two sentences."""

from __future__ import annotations

import numpy as np

from course_utils.explorers.resizing.resampling import TAPS, Geometry, blur_widths, blurs, overshoot

SCALING_WORDS = {
    "0 to 255": "The values stay whole numbers from 0 to 255: one byte each.",
    "0 to 1": "Divided by 255, the values run from 0 to 1 and need a float type.",
    "-1 to 1": "Divided by 127.5, minus 1: the values lie around 0, from -1 to 1.",
    "standardised": (
        "Each channel, minus its mean and divided by its standard deviation, now has mean 0 and "
        "standard deviation 1. Here the numbers come from this one picture. A network uses those "
        "of the training pictures."
    ),
}


def scaling_words(scaling: str) -> str:
    """Say what was done to the values."""
    return SCALING_WORDS[scaling]


def resampling_words(
    picture: np.ndarray, places: Geometry, method: str, antialias: bool, new: np.ndarray
) -> str:
    """Say what the method did in this size, and why.

    Parameters
    ----------
    picture, new : numpy.ndarray
        The old picture and the resized one.
    places, method, antialias
        As `resample` takes them.
    """
    across, down = places.factors
    stands_for = across * down
    if across == down == 1:
        return "The size is the same, so no method has anything to do."
    if stands_for < 1:
        return _larger_words(picture, places, method, new)
    count = f"{stands_for:.0f}" if stands_for >= 10 else f"{stands_for:.1f}"
    if method == "area":
        return (
            f"Each new pixel is the mean of the {count} pixels that it stands for: thin lines "
            "grow pale, but they do not break."
        )
    if antialias and blurs(places, method):
        sigma = max(blur_widths(places))
        return (
            f"A Gaussian blur (sigma {sigma:.1f} pixels) first takes away what is too fine for "
            "the new size, so no false pattern can come of it."
        )
    if method == "nearest":
        return (
            f"A new pixel stands for {count} old ones and copies one of them: thin lines break, "
            "and fine patterns turn into false ones. That is aliasing."
        )
    read = TAPS[method]
    if read * read >= stands_for:
        return (
            f"A new pixel stands for {count} old ones, and {method} reads {read} x {read} of "
            "them: at this size nothing is left out."
        )
    return (
        f"A new pixel stands for {count} old ones, but {method} reads only the {read} x {read} "
        "around its place: fine detail is left out by chance. That is aliasing."
    )


def _larger_words(picture: np.ndarray, places: Geometry, method: str, new: np.ndarray) -> str:
    across, down = (1 / factor for factor in places.factors)
    if method == "nearest":
        return (
            f"Each pixel becomes a block of about {across:.1f} x {down:.1f} equal pixels: no new "
            "values, but steps."
        )
    if method == "area":
        return "Area is made for smaller pictures; for a larger one it makes blocks, as nearest."
    if method == "linear":
        return (
            "Each new value is a mean of the 2 x 2 old ones around it: smooth, a little soft, and "
            "never outside of their range."
        )
    read = TAPS[method]
    words = (
        f"{method.capitalize()} weighs {read} x {read} old values, some of them negatively: edges "
        "look sharper, but "
    )
    if max(places.factors) > 1:  # smaller along one axis: what lies near is not so clear
        return f"{words}values next to an edge can overshoot what is around them."
    outside = overshoot(picture, places, new)
    share = 100 * outside / new.size
    return f"{words}{outside:,} values ({share:.1f} %) overshoot what is around them."

"""`kernels.convolve` beside SciPy and OpenCV, on a photograph with zeros around it.

All of them compute the same sums, which is checked before they are timed, and run in turn.
``python -m tests.bench_kernels`` prints these rows alone.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import cv2
import numpy as np
from scipy import ndimage, signal
from skimage import data

from course_utils import kernels
from tests.bench_table import Row

SIDES = (3, 15)
ROUNDS = 15

FUNCTIONS = {
    "kernels.convolve": lambda image, kernel: kernels.convolve(image, kernel, padding="same"),
    "scipy.signal.correlate2d": lambda image, kernel: signal.correlate2d(image, kernel, "same"),
    "scipy.ndimage.correlate": lambda image, kernel: ndimage.correlate(
        image, kernel, mode="constant"
    ),
    "cv2.filter2D": lambda image, kernel: cv2.filter2D(
        image, -1, kernel, borderType=cv2.BORDER_CONSTANT
    ),
}


def kernel_rows() -> Iterator[Row]:
    """Yield the rows of the table, each as soon as it is measured."""
    image = data.camera().astype(np.float64)
    for side in SIDES:
        kernel = np.random.default_rng(side).normal(size=(side, side))
        results = [function(image, kernel) for function in FUNCTIONS.values()]
        for name, result in zip(FUNCTIONS, results, strict=True):
            np.testing.assert_allclose(result, results[0], atol=1e-8, err_msg=name)
        times: dict[str, list[float]] = {name: [] for name in FUNCTIONS}
        for _ in range(ROUNDS):
            for name, function in FUNCTIONS.items():
                start = time.perf_counter()
                function(image, kernel)
                times[name].append(1000 * (time.perf_counter() - start))
        ours = times.pop("kernels.convolve")
        for other, found in times.items():
            ratio = statistics.median(found) / statistics.median(ours)
            least = 0.5 if other == "cv2.filter2D" else 1
            size = " × ".join(map(str, image.shape))
            name = f"`kernels.convolve`, {size}, kernel {side} × {side}"
            yield Row(name, ours, f"`{other}`", found, ratio, f"at least {least}", ratio >= least)


if __name__ == "__main__":
    for row in kernel_rows():
        print(row.line())

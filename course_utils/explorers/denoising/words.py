"""What a filter did to a noise, and why, in two or three short sentences."""

from __future__ import annotations

from course_utils.explorers.denoising.noise import (
    PATCH,
    SEARCH,
    FilterSettings,
    NoiseSettings,
    Quality,
)

# Without noise a filter can only take something away.
TAKES_AWAY = {
    "mean": "The mean makes edges and fine texture soft.",
    "Gaussian": "The Gaussian filter makes edges and fine texture soft.",
    "median": "The median wipes out lines and specks that fill less than half of its window.",
    "bilateral": "The bilateral filter keeps strong edges and smooths weak texture away.",
    "non-local means": "Non-local means takes weak texture for noise and smooths it away.",
}


def denoising_words(
    noise: NoiseSettings, settings: FilterSettings, before: Quality, after: Quality
) -> str:
    """Say what the filter did, and whether the picture is nearer to its original now."""
    if settings.filter == "none":
        return _noise_only(noise, before)
    if noise.noise == "none":
        words = f"There is no noise, so a filter can only harm. {TAKES_AWAY[settings.filter]}"
        return words + (f" PSNR is {after.psnr:.1f} dB." if after.mean_difference else "")
    return f"{_why(noise, settings)} {_verdict(before, after)}"


def _noise_only(noise: NoiseSettings, before: Quality) -> str:
    if noise.noise == "none":
        return "Nothing is done: choose a noise and a filter."
    if noise.noise == "Gaussian":
        return (
            f"Every pixel is a little off, by about {noise.amount} levels, up or down by chance. "
            f"PSNR is {before.psnr:.1f} dB."
        )
    return (
        f"{noise.amount} % of the pixels are black or white, and all others are as they were. "
        f"PSNR is {before.psnr:.1f} dB."
    )


def _why(noise: NoiseSettings, settings: FilterSettings) -> str:
    if noise.noise == "Gaussian":
        return _against_gaussian(noise, settings)
    if settings.filter == "median":
        # From about this share on, half of a window of nine is hit in many places.
        if noise.amount >= 30 and settings.radius == 1:
            return (
                "So many pixels are hit that in some windows the wrong ones are more than half: "
                "specks stay. A larger window has more right ones to choose from."
            )
        return (
            "The median sorts the values of a window: black and white stand at the ends, and the "
            "middle one is a true value. It leaves the wrong values out."
        )
    return {
        "mean": "A black or white pixel counts in the mean of every window that it lies in: the "
        "wrong value is not left out but spread, and edges get soft as well.",
        "Gaussian": "A weighted mean still counts black and white pixels: each becomes a soft "
        "grey spot, and edges get soft as well.",
        "bilateral": "A black or white pixel is unlike all around it, so the bilateral filter "
        "takes it for an edge and keeps it.",
        "non-local means": "Little nearby looks like a window with a black or white pixel in it, "
        "so non-local means finds few windows to average and keeps much of the noise.",
    }[settings.filter]


def _against_gaussian(noise: NoiseSettings, settings: FilterSettings) -> str:
    side = settings.side
    if settings.filter == "mean":
        return (
            f"The mean of {side * side} pixels makes the noise about {side} times weaker, but it "
            "mixes both sides of each edge: edges get soft."
        )
    if settings.filter == "Gaussian":
        return (
            "The Gaussian filter is a mean that counts near pixels most: the noise gets weaker, "
            "and edges get soft."
        )
    if settings.filter == "median":
        return (
            "The median makes this noise weaker as the mean does and keeps straight edges, but "
            "thin lines and corners go."
        )
    if settings.filter == "bilateral":
        if settings.levels < 1.5 * noise.amount:
            return (
                f"With a strength of {settings.levels} levels, noisy neighbours count as unlike: "
                "the bilateral filter hardly averages them."
            )
        return (
            f"The bilateral filter averages pixels of like level, within about {settings.levels} "
            "levels: flat areas get smooth, and strong edges stay."
        )
    return (
        f"Non-local means averages pixels whose {PATCH} x {PATCH} surroundings look alike, from "
        f"{SEARCH} x {SEARCH} pixels around: texture that repeats can stay."
    )


def _verdict(before: Quality, after: Quality) -> str:
    if after.psnr == float("inf"):
        return "Not a trace of the noise is left."
    if before.psnr == float("inf"):
        return f"This draw has changed no pixel, so PSNR falls to {after.psnr:.1f} dB."
    gain = after.psnr - before.psnr
    if abs(gain) < 0.05:
        return f"PSNR stays at {after.psnr:.1f} dB."
    word = "rises" if gain > 0 else "falls"
    return f"PSNR {word} by {abs(gain):.1f} to {after.psnr:.1f} dB."

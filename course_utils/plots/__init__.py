"""The course's figures: one theme, and every figure with an alt text.

Importing this package sets the theme for matplotlib.
"""

from course_utils.plots.diagrams import flow, split
from course_utils.plots.pixels import histogram
from course_utils.plots.theme import COLOURS, SHARPNESS, SMALL, THEME, WIDE, show

__all__ = [
    "COLOURS",
    "SHARPNESS",
    "SMALL",
    "THEME",
    "WIDE",
    "flow",
    "histogram",
    "show",
    "split",
]

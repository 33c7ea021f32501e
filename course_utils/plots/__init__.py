"""The course's figures: one theme, and every figure with an alt text.

Importing this package sets the theme for matplotlib.
"""

from course_utils.plots.diagrams import flow, split
from course_utils.plots.layers import network
from course_utils.plots.lines import curves
from course_utils.plots.pixels import histogram
from course_utils.plots.theme import COLOURS, SHARPNESS, SMALL, THEME, WIDE, show
from course_utils.plots.training import decision_regions, learning_curves

__all__ = [
    "COLOURS",
    "SHARPNESS",
    "SMALL",
    "THEME",
    "WIDE",
    "curves",
    "decision_regions",
    "flow",
    "histogram",
    "learning_curves",
    "network",
    "show",
    "split",
]

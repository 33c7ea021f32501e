"""Image augmentation: new training pictures from old ones, with labels that stay true.

`matrices` says where a place goes, `geometric` moves pixels, `labels` moves boxes, masks and
points along, `photometric` changes values, `steps` and its two families draw how strongly, and
`policy` puts all of it together. Read them in this order.
"""

from course_utils.augment.geometric import (
    crop_and_resize,
    crop_matrix,
    flip,
    rotate,
    scale,
    shift,
    slant,
    warp,
)
from course_utils.augment.geometric_steps import Crop, Flip, Rotate, Scale, Shear, Shift
from course_utils.augment.labels import box_of, move_box, move_mask, move_points
from course_utils.augment.matrices import (
    about,
    about_centre,
    centre,
    compose,
    mirror,
    rotation,
    scaling,
    shear,
    translation,
)
from course_utils.augment.photometric import (
    blur,
    brightness,
    contrast,
    cutout,
    hue,
    noise,
    saturation,
)
from course_utils.augment.photometric_steps import (
    Blur,
    Brightness,
    Contrast,
    Cutout,
    Hue,
    Noise,
    Saturation,
)
from course_utils.augment.policy import Policy, Sample, matrix_of
from course_utils.augment.steps import Drawn

__all__ = [
    "Blur",
    "Brightness",
    "Contrast",
    "Crop",
    "Cutout",
    "Drawn",
    "Flip",
    "Hue",
    "Noise",
    "Policy",
    "Rotate",
    "Sample",
    "Saturation",
    "Scale",
    "Shear",
    "Shift",
    "about",
    "about_centre",
    "blur",
    "box_of",
    "brightness",
    "centre",
    "compose",
    "contrast",
    "crop_and_resize",
    "crop_matrix",
    "cutout",
    "flip",
    "hue",
    "matrix_of",
    "mirror",
    "move_box",
    "move_mask",
    "move_points",
    "noise",
    "rotate",
    "rotation",
    "saturation",
    "scale",
    "scaling",
    "shear",
    "shift",
    "slant",
    "translation",
    "warp",
]

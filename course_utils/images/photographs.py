"""The real photographs that are installed together with scikit-image."""

import difflib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from course_utils.images.decoding import decode
from course_utils.images.errors import ImageError


@dataclass(frozen=True)
class Credit:
    """Who made a picture, and under which licence it may be used."""

    title: str
    author: str
    licence: str
    source: str

    def __str__(self) -> str:
        return f"{self.title}. {self.author}. {self.licence}. Source: {self.source}"


@dataclass(frozen=True)
class _Photograph:
    file_name: str
    credit: Credit


# From the docstrings of skimage.data (scikit-image 0.26), which name author and licence.
_PHOTOGRAPHS = {
    "astronaut": _Photograph(
        "astronaut.png",
        Credit(
            "Astronaut Eileen Collins",
            "NASA",
            "Public domain, no known copyright restrictions",
            "NASA Great Images database, https://flic.kr/p/r9qvLn",
        ),
    ),
    "brick": _Photograph(
        "brick.png",
        Credit(
            "Brick wall (Bricks25)",
            "CC0Textures",
            "CC0",
            "https://cc0textures.com/view.php?tex=Bricks25",
        ),
    ),
    "camera": _Photograph(
        "camera.png",
        Credit("Camera", "Lav Varshney", "CC0", "scikit-image"),
    ),
    "chelsea": _Photograph(
        "chelsea.png",
        Credit("Chelsea the cat", "Stefan van der Walt", "CC0", "scikit-image"),
    ),
    "clock": _Photograph(
        "clock_motion.png",
        Credit("Motion-blurred clock", "Stefan van der Walt", "Public domain", "scikit-image"),
    ),
    "coffee": _Photograph(
        "coffee.png",
        Credit(
            "Coffee cup",
            "Rachel Michetti, courtesy of Pikolo Espresso Bar",
            "CC0",
            "scikit-image",
        ),
    ),
    "coins": _Photograph(
        "coins.png",
        Credit(
            "Greek coins from Pompeii",
            "Brooklyn Museum",
            "No known copyright restrictions",
            "https://www.brooklynmuseum.org/opencollection/archives/image/51611",
        ),
    ),
    "grass": _Photograph(
        "grass.png",
        Credit(
            "Grass",
            "linolafett",
            "CC0",
            "https://www.deviantart.com/linolafett/art/Grass-01-434853879",
        ),
    ),
    "gravel": _Photograph(
        "gravel.png",
        Credit(
            "Gravel (Gravel04)",
            "CC0Textures",
            "CC0",
            "https://cc0textures.com/view.php?tex=Gravel04",
        ),
    ),
    "hubble": _Photograph(
        "hubble_deep_field.jpg",
        Credit(
            "Hubble eXtreme Deep Field",
            "NASA",
            "Public domain",
            "http://hubblesite.org/newscenter/archive/releases/2012/37/image/a/",
        ),
    ),
    "retina": _Photograph(
        "retina.jpg",
        Credit(
            "Fundus photograph of a normal left eye",
            "Mikael Häggström",
            "CC0 1.0",
            "https://commons.wikimedia.org/wiki/File:Fundus_photograph_of_normal_left_eye.jpg",
        ),
    ),
    "rocket": _Photograph(
        "rocket.jpg",
        Credit(
            "Launch of DSCOVR on a Falcon 9",
            "SpaceX",
            "Public domain",
            "https://www.flickr.com/photos/spacexphotos/16511594820/",
        ),
    ),
}


def photographs() -> list[str]:
    """Return the names that `photograph` knows.

    Examples
    --------
    >>> "coffee" in photographs()
    True
    """
    return list(_PHOTOGRAPHS)


def photograph(name: str) -> np.ndarray:
    """Return one of the photographs that are installed with scikit-image. No network is needed.

    Parameters
    ----------
    name : str
        One of `photographs()`.

    Returns
    -------
    array of uint8
        ``(height, width, 3)``, RGB, for a colour photograph; ``(height, width)`` for a grey one.
        It is a new array at each call, so you may draw on it.

    Raises
    ------
    ImageError
        If there is no photograph of this name.

    Examples
    --------
    >>> photograph("chelsea").shape
    (300, 451, 3)
    >>> photograph("camera").shape
    (512, 512)
    """
    path = photograph_path(name)
    array, _ = decode(path.read_bytes(), path.name)
    return array


def photograph_path(name: str) -> Path:
    """Return the file of one of the photographs, for example to try ``cv2.imread`` on it.

    Parameters
    ----------
    name : str
        One of `photographs()`.

    Returns
    -------
    pathlib.Path
        A PNG or JPEG file. It belongs to scikit-image: read it, and write elsewhere.

    Raises
    ------
    ImageError
        If there is no photograph of this name.

    Examples
    --------
    >>> photograph_path("rocket").name
    'rocket.jpg'
    """
    file_name = _find(name).file_name
    package = find_spec("skimage")
    if package is None or package.origin is None:
        raise ImageError("scikit-image is not installed. `course doctor` says how to mend it.")
    path = Path(package.origin).parent / "data" / file_name
    if not path.is_file():
        raise ImageError(
            f"The file {file_name} is missing from scikit-image. Install scikit-image again."
        )
    return path


def credit(name: str) -> Credit:
    """Return who made a photograph and under which licence.

    Parameters
    ----------
    name : str
        One of `photographs()`.

    Raises
    ------
    ImageError
        If there is no photograph of this name.

    Examples
    --------
    >>> print(credit("chelsea"))
    Chelsea the cat. Stefan van der Walt. CC0. Source: scikit-image
    """
    return _find(name).credit


def _find(name: str) -> _Photograph:
    """Return the entry of `name`, or raise a sentence with the names that exist."""
    if isinstance(name, str) and name in _PHOTOGRAPHS:
        return _PHOTOGRAPHS[name]
    nearest = difflib.get_close_matches(str(name).strip().lower(), _PHOTOGRAPHS, n=1)
    guess = f" Did you mean {nearest[0]!r}?" if nearest else ""
    raise ImageError(
        f"There is no photograph called {name!r}.{guess} Choose one of:"
        f" {', '.join(_PHOTOGRAPHS)}. For a file of your own, use images.read."
    )

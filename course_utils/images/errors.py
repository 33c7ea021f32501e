"""The errors of `course_utils.images`: sentences for a beginner."""


class ImageError(ValueError):
    """A picture could not be read, converted or shown; the text says why and what to do.

    A notebook shows the sentence alone. The traceback would lead into this package, where the
    mistake is not.
    """

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython prints instead of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class ImageNotFoundError(ImageError, FileNotFoundError):
    """There is no file with this name; the text lists similar names nearby."""

    def __str__(self) -> str:
        # FileNotFoundError would print its arguments in the style of the operating system.
        return str(self.args[0])

"""``course`` and ``python -m course_utils``: the command, also where a package is missing."""

import sys

from course_utils import machine


def main() -> None:
    """Run the command, and say in a sentence which package it lacks."""
    try:
        from course_utils import cli

        cli.main(prog_name="course")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("course_utils"):
            raise  # a fault of the course, not of this machine
        sys.exit(
            f"The package '{error.name}' is not installed, so the command cannot work. "
            f"Mend it in the folder of the course with: {machine.install_command()}"
        )


if __name__ == "__main__":
    main()

"""``course``, the command: is the machine ready, what is solved, a fresh copy, a new build.

Exit codes: 0 when all is well, 1 when something was found or could not be done, 2 when the
command itself was not understood.
"""

import json
import sys
from contextlib import redirect_stdout
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path

import click

from course_utils import __version__, paths

FOUND = 1


class NearestCommand(click.Group):
    """A group that names the nearest command when it does not know one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names, or say which there are."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.commands, n=1)
            ctx.fail(
                f"There is no command {args[0]!r}."
                + (f" Did you mean '{near[0]}'?" if near else "")
                + f" The commands are: {', '.join(self.commands)}."
            )
        return super().resolve_command(ctx, args)


@click.group(
    name="course",
    cls=NearestCommand,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: course doctor. Write 'course COMMAND --help' for more about one command.",
)
@click.version_option(__version__, message="Basic Deep Learning in Computer Vision, %(version)s")
def main() -> None:
    """Look after your copy of the course Basic Deep Learning in Computer Vision."""


@main.command()
@click.option("--quick", is_flag=True, help="Leave out the import of TensorFlow.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects for a program.")
def doctor(quick: bool, as_json: bool) -> None:
    """Is this machine ready?

    Every line says OK, WARN or FAIL, with the command that mends it. The network is not needed.
    The exit code is 1 when a line says FAIL.

    Example: course doctor --quick
    """
    from course_utils import doctor as checks

    if as_json:
        diagnosis = checks.check(quick)
        click.echo(json.dumps(diagnosis.records(), indent=1))
    else:
        if not quick:
            click.echo("Checking this machine; TensorFlow at the end may take half a minute.")
        lines = []
        for line in checks.examine(quick):
            click.echo(str(line))  # each at once, as a sign of life
            lines.append(line)
        diagnosis = checks.Diagnosis(tuple(lines))
        click.echo(diagnosis.verdict)
    if not diagnosis.ok:
        raise SystemExit(FOUND)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects for a program.")
def progress(as_json: bool) -> None:
    """Show what you have solved.

    One line a lesson: solved exercises, points, and the exercise that comes next.

    Example: course progress
    """
    from course_utils import exercises
    from course_utils import progress as kept

    by_lesson = {number: [*found.values()] for number, found in exercises.by_lesson().items()}
    # A program reads the list on stdout, so a sentence about a damaged file goes elsewhere.
    with redirect_stdout(sys.stderr if as_json else sys.stdout):
        lines = kept.summary(by_lesson)
    if as_json:
        click.echo(json.dumps([asdict(line) for line in lines], indent=1))
        return
    rows = [("lesson", "solved", "points", "next exercise")]
    rows += [
        (
            line.lesson,
            f"{line.solved} of {line.total}",
            f"{line.points} of {line.points_total}",
            line.next or ("all solved" if line.total else "no exercises"),
        )
        for line in lines
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())


@main.command()
@click.option("--csv", "as_csv", is_flag=True, help="Print a line for each file, for a table.")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
def results(as_csv: bool, files: tuple[Path, ...]) -> None:
    """Add up what a class knows (for instructors).

    FILE is what a learner wrote with the button in lesson 08, my-quiz-7.json, or a folder with
    such files. What is something else is named and left out; then the exit code is 1.

    Example: course results handed-in/
    """
    from course_utils.quizzes import class_results

    learners, complaints = [], []
    for file in class_results.files_in(files):
        try:
            learners.append(class_results.read(file))
        except class_results.ResultFileError as error:
            complaints.append(str(error))
    for complaint in complaints:
        click.echo(complaint, err=True)
    if not learners:
        raise click.ClickException("There is no result of the quiz among these files.")
    if as_csv:
        click.echo(class_results.table(learners), nl=False)
    else:
        click.echo(class_results.summary(learners))
    if complaints:
        raise SystemExit(FOUND)


@main.command()
@click.argument("lesson")
def reset(lesson: str) -> None:
    """Get a fresh copy of a LESSON; yours is kept.

    Your notebook stays in the same folder under another name, 01_image_libraries-my-copy-1.ipynb,
    and what you have solved stays solved. LESSON is a number, a name or a file.

    Example: course reset 01
    """
    from course_utils.files import set_aside, write_atomically
    from course_utils.machine import text_of

    name = _lesson_name(lesson)
    notebook = paths.NOTEBOOKS / f"{name}.ipynb"
    click.echo(f"Making a fresh copy of {name} ...")
    fresh = _fresh_notebook(name)
    kept = None
    try:
        if notebook.exists():
            if text_of(notebook) == fresh:
                click.echo(f"{notebook.name} is fresh already; nothing was changed.")
                return
            kept = set_aside(notebook, "my-copy")
        write_atomically(notebook, fresh)
    except OSError as error:
        if kept is not None:
            kept.rename(notebook)
        sentence = f"The fresh copy could not be written ({error.strerror}). Yours is unchanged."
        raise click.ClickException(sentence) from None
    if kept is not None:
        click.echo(f"Your notebook is kept as {kept.name}.")
    click.echo(
        f"{notebook.name} is fresh. If it is open in JupyterLab, close it and open it again."
    )


@main.command()
@click.option("--check", is_flag=True, help="Build nothing; say which notebooks are behind.")
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
def build(check: bool, lessons: tuple[str, ...]) -> None:
    """Build the notebooks from lessons/ (for authors).

    Builds every LESSON that is named, or all. A notebook in which somebody has worked is kept
    under another name. With --check the exit code is 1 when a notebook is behind its lesson.

    Example: course build 01
    """
    from course_utils.concepts import ConceptError
    from course_utils.lesson_runs import build_all
    from course_utils.lessons import LessonError

    names = [_lesson_name(lesson) for lesson in lessons]
    if not check:
        click.echo("Building; the cells with stored outputs are run ...")
    try:
        messages = build_all(names or None, check=check)
    except (LessonError, ConceptError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        sentence = f"A notebook could not be written ({error.strerror}: {error.filename})."
        raise click.ClickException(sentence) from None
    for message in messages or ["All notebooks are up to date."]:
        click.echo(message)
    if check and messages:
        raise SystemExit(FOUND)


def _lesson_name(lesson: str) -> str:
    """Return the name of the lesson that is meant, or end with a sentence and exit code 2."""
    from course_utils.lessons import LessonError, find

    try:
        return find(lesson).stem
    except LessonError as error:
        raise click.UsageError(str(error)) from None


def _fresh_notebook(name: str) -> str:
    from course_utils.lesson_runs import learner_notebook
    from course_utils.lessons import LessonError

    try:
        return learner_notebook(name)
    except LessonError as error:
        sentence = f"The fresh copy could not be made; your notebook was not changed. {error}"
        raise click.ClickException(sentence) from None

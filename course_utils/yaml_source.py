"""Read a YAML file strictly: the first mistake in it is told with its line and what to do.

The YAML is read as nodes, not as values: a node knows its line, a key that is there twice is seen,
and the concept ``01.10`` stays text instead of becoming the number 1.1.
"""

from collections.abc import Collection
from pathlib import Path

import yaml

from course_utils import paths


class YamlReader:
    """What the readers of the course's YAML files share; each turns the nodes into its own objects.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    error : type of exception
        What `fail` makes: its text is ``file:line: what. What to do.``
    """

    def __init__(self, path: Path, error: type[Exception]) -> None:
        self.path = path
        self.error = error

    def fail(self, where: yaml.Node | int, message: str) -> Exception:
        """Return the error for a node, or for a line counted from 1; the caller raises it."""
        line = where if isinstance(where, int) else where.start_mark.line + 1
        inside = self.path.is_relative_to(paths.ROOT)
        name = self.path.relative_to(paths.ROOT) if inside else self.path
        return self.error(f"{name.as_posix()}:{line}: {message}")

    def root(self) -> yaml.Node:
        """Return the node of the whole file."""
        text = self.path.read_text(encoding="utf-8")
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            raise self.fail(
                (error.problem_mark or error.context_mark).line + 1,
                f"This is not YAML ({error.problem}). Put text with a colon, a # or a leading ` "
                "in quotes, indent with spaces, and compare with the block above.",
            ) from error
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise self.fail(
                line, f"This is not YAML ({error.reason}). Remove the character."
            ) from error
        if root is None:
            raise self.fail(1, "The file is empty. Write at least one block.")
        return root

    def items(self, node: yaml.Node, what: str, wanted: str) -> list[yaml.Node]:
        """Return the items of a list that has at least one."""
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise self.fail(node, f"{what} is a list of {wanted}, and this is not.")
        return node.value

    def mapping(self, node: yaml.Node, what: str) -> dict[str, yaml.Node]:
        """Return the values of a block by their keys."""
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, f"{what} is a block of 'key: value' lines, and this is not.")
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.text(key, "key")
            if name in fields:
                raise self.fail(key, f"'{name}' is there twice. Remove one.")
            fields[name] = value
        return fields

    def check_keys(
        self, node: yaml.Node, what: str, required: Collection[str], optional: Collection[str] = ()
    ) -> None:
        """Refuse a block with a key that is not known, or without one that it needs."""
        known = (*required, *optional)
        for key, _ in node.value:
            if key.value not in known:
                raise self.fail(
                    key, f"{what} has no key '{key.value}'. The keys are {', '.join(known)}."
                )
        there = [key.value for key, _ in node.value]
        for key in required:
            if key not in there:
                raise self.fail(node, f"{what} needs '{key}'. Add a line '{key}: ...'.")

    def text(self, node: yaml.Node, key: str) -> str:
        """Return the text of a node on one line."""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.fail(node, f"'{key}' is a text, and this is not. Write one after '{key}:'.")
        return " ".join(node.value.split())

"""The little Markdown of the quiz questions: `code` and **bold**, as HTML and as plain text."""

import html
import re

_SPAN = re.compile(r"`(?P<code>[^`\n]+)`|\*\*(?P<bold>[^*`\n]+)\*\*")


class Said(str):
    """A sentence; as the last value of a cell it is shown without quotes.

    >>> Said("It is saved.")
    It is saved.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def to_html(text: str) -> str:
    """Return the text as HTML: code spans and bold become tags, everything else is escaped.

    >>> to_html("Is `a < b` **always** true?")
    'Is <code>a &lt; b</code> <strong>always</strong> true?'
    """
    parts: list[str] = []
    end = 0
    for span in _SPAN.finditer(text):
        parts.append(html.escape(text[end : span.start()]))
        tag = "code" if span["code"] else "strong"
        parts.append(f"<{tag}>{html.escape(span['code'] or span['bold'])}</{tag}>")
        end = span.end()
    parts.append(html.escape(text[end:]))
    return "".join(parts)


def to_plain(text: str) -> str:
    """Return the text without the marks of code and bold.

    >>> to_plain("Is `2 ** 3` **always** 8?")
    'Is 2 ** 3 always 8?'
    """
    return _SPAN.sub(lambda span: span["code"] or span["bold"], text)


def unpaired_mark(text: str) -> str | None:
    """Return the first ````` or ``**`` that opens or closes nothing, or None.

    >>> unpaired_mark("a `b c")
    '`'
    """
    rest = _SPAN.sub("", text)
    return next((mark for mark in ("`", "**") if mark in rest), None)

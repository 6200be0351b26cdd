"""Docstrings, which are plain text, as reStructuredText: Sphinx shows them as they are written."""

import inspect
import re
import textwrap

CODE = re.compile(r"\b(?:[fiu](?:8|16|32|64)|bool)\[[^\]]*\]|`[^`]+`")
LABEL = r"(?:\*{0,2}[A-Za-z_]\w*(?:(?:,| and| or) \w+)*:(?= ))"  # "axis: ...", "Source: ..." begin a line of their own
SEVERAL = re.compile(rf" {{2,}}(?={LABEL}|->)")


def as_rest(text):
    """The text of a docstring as reStructuredText; types such as f32[n,k], and `x`, are set as code."""
    blocks = re.split(r"\n[ \t]*\n", inspect.cleandoc(text or ""))
    return "\n\n".join(part for block in blocks for part in _parts(block)) + "\n"


def code(text, language="pycon"):
    """Lines of code, or a table that is set out with spaces."""
    return f".. code-block:: {language}\n\n{textwrap.indent(textwrap.dedent(text), '   ')}\n"


def _parts(block):
    """The parts of what stands between two blank lines: an example, lines that are indented, or a paragraph."""
    if block.lstrip().startswith(">>>"):
        yield code(block)
        return
    prose, literal = [], []
    for line in [*block.splitlines(), ""]:
        indented = line.startswith("  ")
        if prose and (indented or not line):
            yield _paragraph(prose)
            prose = []
        if literal and not indented:
            yield code("\n".join(literal), "none")
            literal = []
        if line:
            (literal if indented else prose).append(line)


def _paragraph(lines):
    """Running text; but what begins with a parameter's name stands on a line of its own, as it was written."""
    entries = []
    for line in SEVERAL.sub("\n", "\n".join(lines)).splitlines():
        if not entries or re.match(rf"{LABEL}|Raises |->", line) or _is_over(entries[-1], line):
            entries.append(line)
        else:
            entries[-1] += " " + line
    if len(entries) == 1:
        return _escaped(entries[0])
    return "\n".join(f"| {_escaped(entry)}" for entry in entries)


def _is_over(entry, line):
    """Is the sentence about a parameter over, and does another begin?"""
    return bool(re.match(LABEL, entry)) and entry.endswith(".") and line[0].isupper()


def _escaped(text):
    """Plain text, in which no character means anything to Sphinx, and code."""
    plain, types = CODE.split(text), CODE.findall(text)
    plain = [re.sub(r"([\\*`|_<>])", r"\\\1", piece) for piece in plain]
    codes = [f"\\ ``{found.strip('`')}``\\ " for found in types]
    return "".join(piece for pair in zip(plain, [*codes, ""], strict=True) for piece in pair).strip()

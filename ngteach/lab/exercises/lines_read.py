"""What a student writes about lines, their letters and numbers, is read; and a fault is put into words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...core.calling.errors import shown
from .amounts import amount
from .compare import Misfit
from .order import Fault

_BETWEEN = re.compile(r"\b(and|then|lines?)\b", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"[\s(\[{#'\"]*(\d+)[\s)\]}'\",.]*", re.ASCII)  # 3, [3], "(3)", "#3"
_NAMED = re.compile(r"^\s*(the )?(line|equation|number)\b|[\s.]+$", re.IGNORECASE)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letters_of(answer, known: Mapping[str, str]) -> str:
    """ "CAD" of "C A D", "c, a and d", "CAD" or ["C", "A", "D"].   known: the letter of each line, which will do too"""
    if answer is None or answer is ...:
        return ""
    lines = answer.splitlines() if isinstance(answer, str) else answer if isinstance(answer, (list, tuple)) else []
    whole = [known.get(line.strip(), "") if isinstance(line, str) else "" for line in lines]
    if whole and all(whole):
        return "".join(whole)
    text = answer if isinstance(answer, str) else " ".join(map(str, answer)) if hasattr(answer, "__iter__") else None
    letters = re.sub(r"[^A-Z]", "", _BETWEEN.sub(" ", text or "").upper())
    if text is None or (text.strip() and not letters):
        raise Misfit(f'write the letters of the lines in their order, "C A D"; yours is {shown(answer)}')
    return letters


def line_named(answer) -> str:
    """ "3" of "the line 3." """
    return _NAMED.sub("", str(answer)).strip()


def lines_meant(text, lines) -> list[int]:
    """The lines that a text may mean."""
    alone = _NUMBER_ALONE.fullmatch(text)
    text = alone[1] if alone else text
    plain = text.replace(" ", "")
    made = [n for n, line in enumerate(lines) if plain in (line.replace(" ", ""), _left(line))]
    number = None if made else amount(text)
    if number is not None:
        return [int(number) - 1] if number in range(1, len(lines) + 1) else []
    if made or not (len(text) == 1 and text.upper() in LETTERS[: len(lines)]):
        return made
    return [LETTERS.index(text.upper())]


def _left(line):
    """What stands on the left of = , without blanks."""
    return re.split(r"[-+*/@]?=", line, maxsplit=1)[0].replace(" ", "")


def fault_text(problem: Fault, letter) -> str:
    """What a Fault says to the student."""
    who = "the result" if problem.line is None else f"line {letter(problem.line)} reads"
    other = f"line {letter(problem.other)}" if problem.other >= 0 else ""
    if problem.kind == "stray":
        return f"line {letter(problem.line)} does not belong here: leave it out."
    if problem.kind == "missing":
        return f"{other} is left out, and it is needed."
    if problem.kind == "unmade":
        return f"{who} {problem.name}, which no line above makes."
    if problem.kind == "early":
        return f"{who} {problem.name} before {other} has done its part."
    return f"{who} {problem.name} after {other} has changed it."

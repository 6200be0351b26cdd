"""What a student writes about lines, their letters and numbers, is read; and a fault is put into words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .amounts import amount
from .compare import Misfit
from .order import Fault

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letters_of(answer, known: Mapping[str, str]) -> str:
    """ "CAD" of "C A D", "c, a and d", "CAD" or ["C", "A", "D"].   known: the letter of each line, which will do too"""
    if answer is None or answer is ...:
        return ""
    lines = answer.splitlines() if isinstance(answer, str) else answer if isinstance(answer, (list, tuple)) else []
    letters = [known.get(line.strip(), "") if isinstance(line, str) else "" for line in lines]
    if letters and all(letters):
        return "".join(letters)
    text = answer if isinstance(answer, str) else " ".join(map(str, answer)) if hasattr(answer, "__iter__") else None
    if text is None:
        raise Misfit(f'write the letters of the lines in their order, "C A D"; yours is {answer!r}')
    return re.sub(r"[^A-Z]", "", re.sub(r"\band\b|\bthen\b", " ", text, flags=re.IGNORECASE).upper())


def lines_meant(text, shown) -> list[int]:
    """The lines that a text may mean."""
    plain = text.replace(" ", "")
    made = [n for n, line in enumerate(shown) if plain in (line.replace(" ", ""), _left(line))]
    number = None if made else amount(text)
    if number is not None:
        return [int(number) - 1] if number in range(1, len(shown) + 1) else []
    if made or not (len(text) == 1 and text.upper() in LETTERS[: len(shown)]):
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

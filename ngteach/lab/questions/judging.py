"""Is a guess right, close, or not so?   static/judging.js judges the same where there is no Python."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from ..exercises.amounts import amount
from ..exercises.record import LONGEST_GUESS, whole

_SAME = 1e-3  # numbers that differ by less than this share of them are the same number, rounded
RIGHT, CLOSE, WRONG = "right", "close", "not so"


@dataclass(frozen=True)
class Judged:
    """verdict: "right", "close" or "not so"; "" if the guess could not be read, and then why.

    guess: as it is kept: of a choice, its text.   hint: for just this wrong guess, or ""
    """

    verdict: str
    guess: str
    why: str = ""
    hint: str = ""


def judge(prediction, guess) -> Judged:
    """What a guess is worth.   guess: a text, a number, True or False"""
    text = _as_text(guess)
    if text is None or len(text) > LONGEST_GUESS:
        return Judged("", "", f"write a guess of at most {LONGEST_GUESS} characters, as text or a number")
    if not text.strip():
        return Judged("", "", "write a guess first")
    return {"choice": _choice, "number": _number, "words": _words}[prediction.kind](prediction, text.strip())


def _choice(prediction, text):
    found = _chosen(prediction.choices, text)
    if found is None:
        listed = "; ".join(f"{chr(97 + i)}. {choice}" for i, choice in enumerate(prediction.choices))
        return Judged("", text, f"choose one of these, by its letter or its words: {listed}")
    return _judged(prediction, RIGHT if found == prediction.truth else WRONG, found, found.__eq__)


def _chosen(choices, text):
    """The choice that a text means: by its words, by a number in other words, or by its place, 1 or a.

    None also where 2 is the number of one choice and the place of another.
    """
    same = [c for c in choices if plain(c) == plain(text)]
    if same:
        return same[0] if len(same) == 1 else None
    value = amount(text)
    meant = {c for c in choices if value is not None and amount(c) == value}
    place = {str(i): c for i, c in enumerate(choices, 1)} | {chr(96 + i): c for i, c in enumerate(choices, 1)}
    meant |= {place[one] for one in (text.lower().strip("()."),) if one in place}
    return meant.pop() if len(meant) == 1 else None


def _number(prediction, text):
    value = amount(text)
    if value is None:
        return Judged("", text, "write a number, such as 2, 0.5 or 1e-3")
    truth, near = float(prediction.truth), prediction.near
    verdict = RIGHT if _within(value, truth, near) else CLOSE if _within(value, truth, max(2 * near, 0.1)) else WRONG

    wrong = {amount(str(one)): hint for one, hint in prediction.hints.items()}
    near_by = [said for said in wrong if said is not None and _within(value, said, near or _SAME)]
    closest = min(near_by, key=lambda said: abs(value - said), default=None)
    if verdict == RIGHT and closest is not None and _within(value, closest, _SAME) and not _within(value, truth, _SAME):
        verdict = CLOSE  # near the truth, but it is just what somebody says who is wrong
    return Judged(verdict, text, hint=wrong[closest] if verdict != RIGHT and closest is not None else "")


def _within(value, truth, share):
    if math.isnan(value) or math.isnan(truth):
        return math.isnan(value) and math.isnan(truth)
    if math.isinf(value) or math.isinf(truth):
        return value == truth
    return abs(value - truth) <= share * abs(truth) + 1e-9 * abs(truth)


def _words(prediction, text):
    right = plain(text) in {plain(word) for word in (prediction.truth, *prediction.accepts)}
    return _judged(prediction, RIGHT if right else WRONG, text, lambda wrong: plain(wrong) == plain(text))


def _judged(prediction, verdict, guess, is_hinted):
    hints = prediction.hints.items() if verdict != RIGHT else ()
    hint = next((hint for wrong, hint in hints if is_hinted(str(wrong))), "")
    return Judged(verdict, guess, hint=hint)


def plain(text):
    """A text without blanks, capitals, and the marks around it."""
    return re.sub(r"\s+", "", text).lower().replace("−", "-").replace("×", "x").strip("`'\".,;:!?“”‘’")


def _as_text(guess):
    if isinstance(guess, str):
        return whole(guess)
    if isinstance(guess, (bool, np.bool_)):
        return "yes" if guess else "no"
    if isinstance(guess, (int, float, np.number, np.ndarray)) and np.ndim(guess) == 0:
        try:
            return repr(np.asarray(guess).item())
        except ValueError:  # Python writes no whole numbers of very many digits
            return None
    return None

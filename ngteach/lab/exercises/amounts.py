"""Numbers as people write them: 2, two, twice, 2x, 200 %, 1e-3, 1,210, 1/3, 2**10; static/amounts.js reads the same."""

from __future__ import annotations

import math
import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {word: float(n) for n, word in enumerate([*_ONES.split(), "eighteen", "nineteen"])}
WORDS |= {word: 10.0 * n for n, word in enumerate(_TENS.split(), 2)}
WORDS |= {f"{ten}-{one}": WORDS[ten] + WORDS[one] for ten in _TENS.split() for one in _ONES.split()[1:10]}
WORDS |= {"a hundred": 100, "one hundred": 100, "hundred": 100, "a thousand": 1000, "thousand": 1000}
WORDS |= {"a million": 1e6, "half": 1 / 2, "a half": 1 / 2, "one half": 1 / 2, "a third": 1 / 3, "one third": 1 / 3}
WORDS |= {"two thirds": 2 / 3, "a quarter": 1 / 4, "one quarter": 1 / 4, "three quarters": 3 / 4, "a tenth": 1 / 10}
WORDS |= {"none": 0, "no": 0, "never": 0, "nothing": 0, "once": 1, "twice": 2, "double": 2, "thrice": 3, "triple": 3}
WORDS |= {word: float("inf") for word in ("infinity", "inf", "infinite", "∞")} | {"-inf": -float("inf")}
WORDS |= {word: float("nan") for word in ("nan", "not a number")}
TIMES = {"%": 0.01, "percent": 0.01, "hundred": 100.0, "k": 1e3, "thousand": 1e3, "million": 1e6, "billion": 1e9}
LONGEST = 60

_ABOUT = re.compile(r"^(?:about|around|roughly|approximately|nearly|almost|it is|~|≈|=)\s*")
_PLAIN = r"[-+]?(?:[1-9]\d{0,2}(?:[ ,_']\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:[.,]\d+)?\.?|\.\d+)(?:e[-+]?\d{1,4})?"
_NUMBER = re.compile(rf"^x?\s*({_PLAIN})(?:\s*(\*\*|\^|/|\*\s*10\s*\*\*|\*\s*10\s*\^)\s*({_PLAIN}))?\s*(.*)$", re.ASCII)
_UNIT = re.compile(r"^(?:x|times|-?fold|[a-z]{3,}(?: [a-z]+)*)?$")  # "2 equations", but not 2 kB


def amount(text: str) -> float | None:
    """The number that a text means; None if it means none.

    A comma before just three digits groups them, 1,210; before others it is a decimal point, 0,5.
    """
    text = re.sub(r"[\s\u00a0\u2009\u202f]+", " ", text).strip().lower()
    text = text.replace("−", "-").replace("×", "x").replace("·", "*")
    text = _ABOUT.sub("", text).rstrip(".!").strip()
    if not text or len(text) > LONGEST:
        return None
    worded = _worded(text)
    return worded if worded is not None else _written(text)


def _worded(text):
    """A number in words, with what it counts behind it: "two", "twenty five equations"."""
    parts = re.sub(r"-(?=fold)", " ", text).split(" ")
    for k in range(min(len(parts), 3), 0, -1):
        head, rest = " ".join(parts[:k]), " ".join(parts[k:])
        found = WORDS.get(head, WORDS.get(head.replace(" ", "-")))
        if found is not None:
            return _scaled(float(found), rest)
    return None


def _written(text):
    found = _NUMBER.match(text)
    if not found:
        return None
    first, sign, second, rest = found.groups()
    a, b = _plain(first), _plain(second) if second else 0.0
    if not sign:
        return _scaled(a, rest)
    try:
        value = a / b if sign == "/" else a**b if sign in ("**", "^") else a * 10**b
    except (ZeroDivisionError, OverflowError):
        return None
    real = isinstance(value, float) and math.isfinite(value)  # (-1)**0.5 is no real number
    return _scaled(value, rest) if real else None


def _scaled(value, rest):
    word, _, more = rest.partition(" ")
    if word in TIMES and (not more or _UNIT.match(more)):
        return value * TIMES[word]
    return value if _UNIT.match(rest) else None


def _plain(text):
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}(?:[ ,_']\d{3})+(?:\.\d+)?(?:e.*)?", text):
        return float(re.sub(r"[ ,_']", "", text))
    return float(text.replace(",", ".").rstrip("."))

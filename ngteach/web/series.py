"""What the pages of the kit's own notebooks say of themselves."""

from __future__ import annotations

from .folder import About

ABOUT = About(
    "How a compiler trains a model",
    "Thirteen notebooks, from the first traced line to training, and what a compiler makes of it. Read them in "
    "order, or begin with what you want to know; each ends with exercises, which are done in Python.",
    run=('pip install "ngteach[lab]"', "ngteach lab"),
)

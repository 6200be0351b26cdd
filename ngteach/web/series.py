"""What the pages of the kit's own notebooks say of themselves."""

from __future__ import annotations

from .folder import About

ABOUT = About(
    "How a compiler trains a model",
    "Twenty-five pages, from the first traced line to training, what a compiler makes of it, and models that one has "
    "heard of. Read them in order, or begin with what you want to know. They ask before they show: guess, then look. "
    "What is programmed is done in Python.",
    run=('pip install "ngteach[lab]"', "ngteach lab"),
)

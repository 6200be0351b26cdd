"""lab.inventory("before"), and at the end of the course lab.inventory("after"): fifteen questions on the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.calling.errors import require, shown
from ...core.provenance import says_where
from ..exercises.progress import change, kept
from ..exercises.record import TIMES
from .inventory_questions import INVENTORY
from .said import html

if TYPE_CHECKING:
    from ..widgets.inventory_form import InventoryForm


@says_where()
def inventory(time: str) -> InventoryForm:
    """Fifteen questions on the whole course, for before it and after it.   time: "before" or "after"

    Before the course what you choose is kept, and nothing is said of it.  After it you see what is right, and why.
    """
    require(time in TIMES, f'inventory: found {shown(time)}; write "before" or "after"')
    from ..widgets.inventory_form import InventoryForm

    taken = kept()[0].inventory
    before = score(taken["before"]) if time == "after" and "before" in taken else None
    items = [_asked(one, time == "after") for one in INVENTORY]
    return InventoryForm(
        time, items, (as_html(), as_text(time)), lambda picks: _remember(time, picks), taken.get(time), before
    )


def score(picks):
    """How many of the choices {id: choice} are right."""
    return sum(picks.get(one.id) == one.truth for one in INVENTORY)


def gain(before, after):
    """The normalised gain: of what there was to gain, the share that was gained; None if there was nothing."""
    return (after - before) / (len(INVENTORY) - before) if before < len(INVENTORY) else None


def _remember(time, picks):
    return change(lambda record: record.inventory.update({time: dict(picks)}))[1]


def _asked(one, with_truth):
    item = {"id": one.id, "question": one.question, "choices": list(one.choices)}
    if not with_truth:
        return item
    hints = [[wrong, hint] for wrong, hint in one.hints.items()]
    return {**item, "truth": one.truth, "because": one.because, "hints": hints}


def as_text(time):
    """The questions where there is no form."""
    listed = [f"{i}. {one.question}\n{_choices(one)}" for i, one in enumerate(INVENTORY, 1)]
    return "\n".join([f"The inventory, {time} the course.  Run this cell to answer it.", *listed])


def _choices(one):
    return "\n".join(f"     {letter}. {choice}" for letter, choice in zip("abcd", one.choices))


def as_html():
    """The same as HTML."""
    items = "".join(
        f'<li>{html(one.question)}<ol type="a">{"".join(f"<li>{html(c)}</li>" for c in one.choices)}</ol></li>'
        for one in INVENTORY
    )
    return f"<p>Run this cell to answer.</p><ol>{items}</ol>"

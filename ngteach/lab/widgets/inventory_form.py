"""The inventory as a form: before the course without verdicts, after it with reasons and the gain."""

from __future__ import annotations

import traitlets

from .stand_in import StandIn
from .widget import in_status


class InventoryForm(StandIn, script=("forms.js", "inventory_form.js")):
    """items: [{"id", "question", "choices"}], after the course also "truth", "because" and "hints".

    picks: {id: the choice}.   done: they were handed in.   before: how many were right before the course, or None
    remark: what Python says of the record, or "".   keep(picks): called when they are handed in; returns a remark
    """

    time = traitlets.Unicode("before").tag(sync=True)
    items = traitlets.Any([]).tag(sync=True)
    picks = traitlets.Any({}).tag(sync=True)
    done = traitlets.Bool(False).tag(sync=True)
    before = traitlets.Any(None, allow_none=True).tag(sync=True)
    remark = traitlets.Unicode("").tag(sync=True)

    def __init__(self, time, items, stand_in, keep, picks=None, before=None):
        super().__init__(stand_in)
        self.time, self.items, self.before = time, items, before
        self.picks, self.done, self._keep = {**(picks or {})}, picks is not None, keep

    @traitlets.validate("picks")
    def _known(self, proposal):
        choices, picks = {item["id"]: item["choices"] for item in self.items}, proposal["value"]
        picks = picks if isinstance(picks, dict) else {}
        return {id: choice for id, choice in picks.items() if choice in choices.get(id, ())}

    @traitlets.observe("done")
    @in_status
    def _handed_in(self, change):
        if self.done and hasattr(self, "_keep"):
            self.remark = self._keep(self.picks)

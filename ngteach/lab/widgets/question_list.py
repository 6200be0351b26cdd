"""Questions with room for the reader's own words; an answer is shown only beside a try."""

from __future__ import annotations

import traitlets

from .stand_in import StandIn
from .widget import in_status

LONGEST = 1000  # characters of an answer


class QuestionList(StandIn, script=("forms.js", "question_list.js")):
    """items: [{"id", "question", "answer"}].   mine: {id: the reader's words}.   compact: a smaller form

    remark: what Python says of the record, or "".   keep({id: words}): called with what is new; returns a remark
    """

    title = traitlets.Unicode("").tag(sync=True)
    items = traitlets.Any([]).tag(sync=True)
    mine = traitlets.Any({}).tag(sync=True)
    compact = traitlets.Bool(False).tag(sync=True)
    remark = traitlets.Unicode("").tag(sync=True)

    def __init__(self, title, items, stand_in, keep, mine=None, compact=False):
        self._taken: dict[str, str] = {}
        super().__init__(stand_in)
        self.title, self.items, self.compact = title, items, compact
        self.mine, self._keep = {**(mine or {})}, keep

    @traitlets.validate("mine")
    def _bounded(self, proposal):
        mine, known = proposal["value"], {item["id"] for item in self.items}
        good = isinstance(mine, dict) and all(isinstance(w, str) and len(w) <= LONGEST for w in mine.values())
        self._taken = {id: words for id, words in mine.items() if id in known} if good else self._taken
        return self._taken  # of what came last, self.mine knows only junk by now

    @traitlets.observe("mine")
    @in_status
    def _answered(self, change):
        new = {id: w.strip() for id, w in self.mine.items() if w.strip() and w != change["old"].get(id)}
        if new and hasattr(self, "_keep"):
            self.remark = self._keep(new)

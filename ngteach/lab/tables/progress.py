"""Your own progress: a row for each page, with its exercises, predictions and questions."""

from __future__ import annotations

from ...draw.shapes import xml
from .. import exercises
from ..exercises.course import PAGES, number_of
from ..exercises.progress import kept
from ..exercises.record import Entry, Record
from ..questions import of_page


def progress() -> Progress:
    """Your progress: a row for each page, a sign for each exercise."""
    return Progress(*kept())


class Progress:
    """A Record as a table."""

    SIGNS = "● solved   ◐ solved after the solution was shown   ○ tried   · not begun"

    def __init__(self, record: Record, remark: str = ""):
        self.record, self.remark = record, remark

    def rows(self):
        """[(page, signs, solved, of, predictions right, of those made, questions answered, of)]"""
        return [row for row in map(self._row, PAGES) if row[3] or row[7]]

    def _row(self, page):
        ids = [e.id for e in exercises.of_page(page)] if page in exercises.pages() else []
        found = [self.record.exercises.get(id, Entry()) for id in ids]
        signs, solved = " ".join(e.mark for e in found), sum(e.passed for e in found)
        made = [g for g in (self.record.predictions.get(p.id) for p in of_page(page, "p")) if g]
        asked = of_page(page, "q")
        answered = sum(one.id in self.record.answers for one in asked)
        right = sum(guess.verdict == "right" for guess in made)
        return f"{number_of(page)} {page}", signs, solved, len(ids), right, len(made), answered, len(asked)

    def __repr__(self):
        lines = [self.remark] if self.remark else []
        for page, signs, solved, of, right, made, answered, asked in self.rows():
            more = [f"{right} of {made} predicted"] if made else []
            more += [f"{answered} of {asked} answered"] if answered else []
            lines.append("   ".join([f"{page:14}  {signs}", f"{solved} of {of}", *more]))
        return "\n".join([*lines, self.SIGNS])

    def _repr_mimebundle_(self, **_):
        names = ("page", "exercises", "solved", "predicted right", "questions answered")
        head = "".join(f"<th>{name}</th>" for name in names)
        cells = "".join(
            f"<tr><td>{page}</td><td>{signs}</td><td>{solved} of {of}</td>"
            f"<td>{f'{right} of {made}' if made else ''}</td><td>{f'{answered} of {asked}' if asked else ''}</td></tr>"
            for page, signs, solved, of, right, made, answered, asked in self.rows()
        )
        remark = f"<p>{xml(self.remark)}</p>" if self.remark else ""
        table = f"{remark}<table><tr>{head}</tr>{cells}</table><p>{self.SIGNS}</p>"
        return {"text/html": table, "text/plain": repr(self)}

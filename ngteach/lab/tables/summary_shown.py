"""A summary as text and as HTML: what was solved, what was predicted and answered, and what the inventory says."""

from __future__ import annotations

from ...draw.shapes import xml
from ...files.reading import printable
from ..exercises import pages
from ..exercises.course import number_of

LONGEST_NAME = 40  # characters; beside it the pages need a hundred


def as_text(summary):
    """The tables in lines."""
    width = max([len("student"), *(len(_name(name)) for name in summary.students)])
    lines = [f"{'student':{width}}  {'  '.join(map(number_of, pages()))}   all"]
    for name, solved, total, shown in summary.rows():
        after = f", {shown} after the solution" if shown else ""
        lines.append(f"{_name(name):{width}}  {'  '.join(f'{n:2}' for n in solved)}   {total:3}{after}")
    lines += summary._hard()
    asked = _with_answers(summary)
    if asked:
        lines += ["", f"{'student':{width}}  predicted right  answered  before  after   gain"]
        lines += [_asked_line(row, width) for row in asked]
    lines += _class_lines(summary)
    lines += [f"{printable(file)} cannot be read: {printable(why)}" for file, why in summary.problems]
    return "\n".join(lines)


def _with_answers(summary):
    """The rows of asked() that tell anything."""
    return [row for row in summary.asked() if any(found is not None for found in row[4:]) or row[2] or row[3]]


def _name(name):
    return printable(name, LONGEST_NAME)


def _asked_line(row, width):
    name, right, made, answered, before, after, gained = row
    predicted = f"{right} of {made}" if made else "-"
    known = f"{_cell(before):>6}  {_cell(after):>5}  {_share(gained):>5}"
    return f"{_name(name):{width}}  {predicted:>15}  {answered:8}  {known}"


def _class_lines(summary):
    """What the class gained, and each question of the inventory; nothing before somebody took it twice."""
    count, before, after, gained = summary.gain()
    if not count:
        return []
    questions = summary.inventory()
    who = f"inventory, {count} who took it twice"
    said = f"{who}: before {before:.1f}, after {after:.1f} of {len(questions)}; gain {_share(gained)}"
    rows = [f"  {was:3} -> {now:3} of {count}  {one.question}" for one, was, now in questions]
    return ["", said, *rows]


def as_html(summary):
    """The same as HTML."""
    solved = [[xml(_name(name)), *counts, total, shown] for name, counts, total, shown in summary.rows()]
    parts = [_table(["student", *map(number_of, pages()), "all", "after the solution"], solved)]
    parts += [f"<p>{xml(line)}</p>" for line in summary._hard()]
    asked = [
        [xml(_name(name)), f"{right} of {made}" if made else "-", answered, _cell(before), _cell(after), _share(gained)]
        for name, right, made, answered, before, after, gained in _with_answers(summary)
    ]
    head = ["student", "predicted right", "questions answered", "inventory before", "after", "gain"]
    parts += [_table(head, asked)] if asked else []
    count, before, after, gained = summary.gain()
    if count:
        rows = [[xml(one.question), was, now] for one, was, now in summary.inventory()]
        rows.append([f"<b>mean of {count}; gain {_share(gained)}</b>", f"{before:.1f}", f"{after:.1f}"])
        parts.append(_table(["question of the inventory", "right before", "right after"], rows))
    parts += [f"<p>{xml(file)} cannot be read: {xml(why)}</p>" for file, why in summary.problems]
    return "".join(parts)


def _table(head, rows):
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{''.join(f'<th>{name}</th>' for name in head)}</tr>{body}</table>"


def _cell(found):
    return "-" if found is None else str(found)


def _share(found):
    return "-" if found is None else f"{found:.2f}"

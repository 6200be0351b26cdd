"""What the clip lab shows where it cannot be operated: the buttons, each without the clip and with it."""

from __future__ import annotations

import math

import numpy as np

from ...draw.shapes import xml
from .clip_lab_graph import loss_graph

_HEAD = (
    "<tr><th rowspan='2'>row {row}, and its logits</th><th colspan='2'>without the clip</th>"
    "<th colspan='2'>with the clip at exp({exponent})</th></tr>"
    "<tr><th>loss</th><th>gradient of row {row}</th><th>loss</th><th>gradient of row {row}</th></tr>"
)


def clip_table(presets, others, row, text):
    """HTML.   presets: {name: what its button sets}   others: (logits, labels) of the rows above   text: of a number"""
    rows = [_line(name, preset, *others, text) for name, preset in presets.items()]
    exponent = next(iter(presets.values()))["exponent"]
    return _HEAD.format(row=row, exponent=exponent) + "".join(rows)


def _line(name, preset, logits, labels, text):
    shown = [f"{name}: {', '.join(map(text, preset['logits']))}"]
    for clip in (False, True):
        found = loss_graph(preset["safe"], clip)
        log_min = np.float32(math.exp(preset["exponent"]))
        env = found.values([*logits, preset["logits"]], [*labels, preset["label"]], log_min)
        shown += [text(env[found["loss"].value]), ", ".join(map(text, env[found["z"].adjoint][-1]))]
    head, *cells = map(xml, shown)
    return f"<tr><th>{head}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"

"""The words of a plot stand where Python would put them: label_places.js is the twin of label_places.py."""

import numpy as np
import pytest

pytest.importorskip("anywidget")
from in_javascript import answers, needed

from ngteach.lab.widgets.label_places import Places
from ngteach.lab.widgets.widget import text_of

PLACE = f"""(engine, {{ lines, labels }}) => {{
  {text_of("label_places.js")}
  const places = labelPlaces(lines, {{ left: 40, right: 400, top: 20, bottom: 260 }});
  return labels.map(([words, size, spots]) => places.place(words, size, spots));
}}"""


def question(rng):
    lines = rng.uniform(30, 300, (3, 12, 2)).round(2).tolist()
    lines[0][5] = None  # no number there
    spots = [[[*rng.uniform(0, 420, 2).round(2).tolist(), a] for a in ("start", "middle", "end") * 4] for _ in range(5)]
    return {"lines": lines, "labels": [["words" * k, 10 + k, s] for k, s in enumerate(spots, 1)]}


@needed
def test_each_label_takes_the_same_place_in_the_page():
    questions = [question(np.random.default_rng(seed)) for seed in range(20)]
    for asked, there in zip(questions, answers(PLACE, questions), strict=True):
        places = Places(asked["lines"], 40, 400, 20, 260)
        assert [places.place(*label) for label in asked["labels"]] == there

"""What a page gets to compute with: graphs, arrays and the engine's text; and it writes numbers as Python does."""

import json
import math
import random
import shutil
import subprocess

import numpy as np
import pytest

import ngteach as ng
from ngteach.core.op import op
from ngteach.draw.values import short_number
from ngteach.javascript.engine import engine_text
from ngteach.javascript.live import ROOM, engine_function, live_array, live_data

pytest.importorskip("anywidget")
from users_ops import forgotten

from ngteach.data.bitmaps import bitmap_of
from ngteach.data.digits import load_data
from ngteach.lab.widgets.clip_lab import ClipLab
from ngteach.lab.widgets.timeline import TimelineView
from ngteach.lab.widgets.widget import text_of

NODE = shutil.which("node")
in_node = pytest.mark.skipif(NODE is None, reason="there is no node here")
GRAPH = ng.trace(lambda x: x * 2.0, ng.f32[3])


def node(script, given):
    """What the script, which sees `given`, gives back as `made`."""
    code = f"const given = {json.dumps(given)};\n{script}\nprocess.stdout.write(JSON.stringify(made));"
    return json.loads(subprocess.run([NODE, "-"], input=code, capture_output=True, text=True, check=True).stdout)


# ---- what is sent -----------------------------------------------------------


def test_graphs_arrays_and_facts_are_sent():
    live = live_data({"twice": GRAPH}, {"a": np.float32([[1, 2]])}, words="yes")
    assert live["graphs"]["twice"]["equations"][-1]["op"] == "multiply"
    assert live["arrays"] == {"a": {"type": "f32[1,2]", "data": np.float32([1, 2]).tobytes()}}
    assert live["facts"] == {"words": "yes"}


def test_what_has_no_room_beside_the_film_stays_in_python():
    large = {"a": np.zeros(ROOM // 8, np.float32)}
    assert live_data({}, large)["arrays"] and live_data({}, large, beside=["x" * (ROOM // 2)]) == {}


def test_an_op_that_the_engine_lacks_is_refused_by_name():
    with forgotten():
        mine = op(forward=lambda x: x)(lambda x: x)
        found = live_data({"mine": ng.trace(lambda x: mine(x), ng.f32[3])})
    assert found.keys() == {"refused"} and "does not have the op" in found["refused"]


@pytest.mark.parametrize("number", [2**53, -(2**53), 2**63 - 1])
def test_a_number_that_json_parse_would_round_is_refused(number):
    assert live_data({"f": ng.trace(lambda x: x + (2**53 - 1), ng.i64)}).keys() == {"graphs", "arrays", "facts"}
    found = live_data({"f": ng.trace(lambda x: x + number, ng.i64)})
    assert found["refused"] == f"%0: {abs(number)} has more digits than the numbers in a page keep"


@in_node
@pytest.mark.parametrize("dtype", ["f4", "f8", "f2", "i1", "i4", "i8", "u1", "u8", "?"])
def test_an_array_arrives_as_it_was(dtype):
    array = np.array([[0, 1, 0], [1, 0, 1]], dtype)[:, ::-1].T  # neither whole nor row by row
    sent = live_array(array)
    script = f"""{engine_function()}\n{text_of("live.js")}
      const data = (text) => new DataView(Uint8Array.from(Buffer.from(text, "hex")).buffer);
      const made = [];
      const answers = () => (engine, live) => {{
        made.push(engine.typeText(live.arrays.a.type), [...engine.numbersOf(live.arrays.a)].map(Number)); }};
      serve(engine, answers, (m) => made.push(m))({{ begin: {{ state: {{}}, live: {{
        arrays: {{ a: {{ type: given.type, data: data(given.data) }} }} }} }} }});"""
    assert node(script, {**sent, "data": sent["data"].hex()}) == [str(ng.type_of(array)), array.ravel().tolist()]


# ---- the engine's text ------------------------------------------------------


def test_only_what_is_live_carries_the_engine():
    assert ClipLab._esm.count(engine_function()) == 1
    assert "const engine = () =>" not in TimelineView._esm and "answeredHere(" in TimelineView._esm


@in_node
def test_the_engine_as_a_function_has_all_its_names():
    names = (
        engine_text().rpartition("export {")[2].split("}")[0].replace(" ", "").replace("\n", "").strip(",").split(",")
    )
    assert sorted(node(f"{engine_function()} const made = Object.keys(engine());", None)) == sorted(names)


# ---- numbers and pictures as Python has them --------------------------------


def numbers():
    draw = random.Random(0)
    some = [draw.uniform(-1, 1) * 10 ** draw.randrange(-12, 18) for _ in range(2000)]
    some += [float(np.float32(x)) for x in some if abs(x) < 1e30]
    ties = [k / 2**n for n in range(8) for k in range(-40, 300, 3)]
    edges = [0.0, -0.0, math.inf, -math.inf, math.nan, 9.5, 99.95, 0.00009995, 999950.0, 1e-4, 1e16, 1e22, 5e-324]
    return some + ties + edges


@in_node
def test_numbers_are_written_as_python_writes_them():
    given = numbers()
    wanted = [
        [f"{x:.4g}", f"{x:.3g}", f"{x:.1g}", f"{x:.1f}", f"{x:.0f}", f"{x:.1%}", repr(x), short_number(x)]
        for x in given
    ]
    script = (
        text_of("formats.js")
        + """
      const made = given.map((text) => Number(text.replace("inf", "Infinity"))).map((x) =>
        [general(x, 4), general(x, 3), general(x, 1), fixed(x, 1), fixed(x, 0), percent(x, 1), floatText(x),
          shortNumber(x)]);"""
    )
    for x, mine, page in zip(given, wanted, node(script, [repr(x) for x in given]), strict=True):
        assert mine == page or abs(x) >= 1e19, x


@in_node
def test_the_bitmaps_of_all_digits_are_pythons():
    pictures = load_data("digits").test_images
    script = text_of("bitmaps.js") + "const made = given.map((picture) => textOfBitmap(bitmapOf(picture)));"
    found = node(script, pictures.reshape(-1, 64).tolist())
    assert found == ["".join("1" if b else "0" for b in bitmap_of(picture).ravel()) for picture in pictures]

"""Pictures of graphs: what they must show, and to whom."""

import base64
import html
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

import ngteach as ng
from ngteach.draw import drawing, raster, shapes
from ngteach.draw.boxes import size_of
from ngteach.draw.picture import CROWDED, laid_out, picture
from ngteach.draw.show import LARGEST
from ngteach.transform.phases import PHASES, phases

SVG = "{http://www.w3.org/2000/svg}"


def model(sizes=(64, 32, 10), batch=8):
    return ng.trace(ng.mlp, ng.f32[batch, sizes[0]], ng.mlp_types(sizes), name="mlp")


def training(update="tutorial", **options):
    return ng.derive_training(model(**options), optimizer=update, trainable="weights")


def deep(layers):
    return training("sgd", sizes=(8,) * (layers + 1))


def chain(length):
    def f(x):
        for _ in range(length):
            x = ng.exp(x) * 0.5
        return x

    return ng.trace(f, ng.f32[3])


GRAPHS = {
    "inference": model,
    "tutorial": training,
    "adam": lambda: training("adam"),
    "deep": lambda: deep(7),
    "no equations": lambda: ng.trace(lambda x: x, ng.f32[2]),
    "no inputs": lambda: ng.trace(lambda: ng.constant(1.0) + 1.0),
    "second derivative": lambda: ng.trace(ng.grad(ng.grad(lambda x: ng.sum(ng.tanh(x) ** 3))), ng.f32[()]),
}


@pytest.fixture(params=GRAPHS, scope="module")
def graph(request):
    return GRAPHS[request.param]()


def nodes(svg):
    return [g for g in ElementTree.fromstring(svg).iter(f"{SVG}g") if g.get("class") == "node"]


def test_the_same_graph_gives_the_same_picture(graph):
    assert drawing.draw_graph(graph) == drawing.draw_graph(graph)


def test_every_equation_stands_in_one_box_or_is_named_below(graph):
    found = picture(graph)
    drawn = [eqn for box in found.boxes for eqn in box.equations]
    assert len(set(drawn)) == len(drawn)
    assert {*drawn, *found.folded} == set(graph.equations)


def test_every_box_says_its_name_its_type_and_its_phase(graph):
    svg = drawing.draw_graph(graph, fold=False)
    phase = {eqn.output.name: name for eqn, name in phases(graph).items()}
    for node in nodes(svg):
        words = "".join(node.itertext())
        assert re.search(r"(f32|f64|i32|bool)\[", words)
        if node.get("data-op") != "input":
            assert node.get("data-phase") == phase[node.get("data-name")]


def test_every_wire_says_what_it_carries(graph):
    for path in ElementTree.fromstring(drawing.draw_graph(graph)).iter(f"{SVG}path"):
        if (path.get("class") or "").startswith("edge"):
            assert re.search(r": (f32|f64|i32|bool)\[", path.find(f"{SVG}title").text)


def test_no_text_is_smaller_than_ten(graph):
    sizes = re.findall(r'font-size="([\d.]+)"', drawing.draw_graph(graph))
    assert min(map(float, sizes)) >= 10


def test_the_adjoint_lane_stands_at_the_right_of_the_forward_lane():
    found = picture(training())
    layout = _layout(found)
    x = {name: [layout.x[i] for i, b in enumerate(found.boxes) if b.phase == name] for name in PHASES}
    y = {name: [layout.y[i] for i, b in enumerate(found.boxes) if b.phase == name] for name in PHASES}
    assert max(x["forward"]) < min(x["adjoint"])
    assert max(y["forward"] + y["adjoint"]) < min(y["update"])


def test_an_adjoint_stands_at_the_height_of_what_it_differentiates():
    graph = training()
    found = picture(graph)
    layout = _layout(found)
    height = {b.tensors[0].name: layout.y[i] for i, b in enumerate(found.boxes)}
    assert height["p"] > height["h"] and height["adjoint_p"] > height["adjoint_h"]  # forward runs down, the adjoint up
    assert abs(height["adjoint_p"] - height["p"]) < abs(height["adjoint_p"] - height["h"])


@pytest.mark.parametrize("name", GRAPHS)
def test_no_wire_runs_through_a_box(name):
    found = picture(GRAPHS[name](), fold=False)
    layout = _layout(found)
    boxes = [(layout.x[i], layout.y[i], *size_of(b)) for i, b in enumerate(found.boxes)]
    for ends, way in layout.routes.items():
        for px, py in _points(way):
            for i, (x, y, w, h) in enumerate(boxes):
                if i not in ends:
                    assert abs(px - x) >= w / 2 - 0.5 or abs(py - y) >= h / 2 - 0.5, (found.boxes[i].title, ends)


def test_boxes_do_not_overlap(graph):
    found = picture(graph)
    layout = _layout(found)
    boxes = [(layout.x[i], layout.y[i], *size_of(b)) for i, b in enumerate(found.boxes)]
    for i, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[:i]:
            assert abs(x - x2) >= (w + w2) / 2 or abs(y - y2) >= (h + h2) / 2


def _layout(found):
    return laid_out(found, [size_of(b) for b in found.boxes])


def _points(way):
    """Points along a route: its straight lines in steps, its curves as they bend."""
    at, points = None, []
    for letter, *numbers in way:
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        if letter == "M":
            at = pairs[0]
            continue
        controls = [at, *pairs]
        for k in range(1, 20):
            level, t = controls, k / 20
            while len(level) > 1:  # de Casteljau
                level = [(a + t * (c - a), b + t * (d - b)) for (a, b), (c, d) in pairwise(level)]
            points += level
        at = pairs[-1]
    return points


@pytest.mark.parametrize("phase", PHASES)
def test_text_stands_out_from_its_background(phase):
    assert _contrast(shapes.INK[phase], shapes.TINT[phase]) >= 4.5
    assert _contrast(shapes.INK[phase], shapes.PANEL[phase]) >= 4.5
    assert _contrast(shapes.DARK, shapes.TINT[phase]) >= 4.5
    filled = shapes.COLOURS[phase] if phase == "forward" else shapes.INK[phase]
    assert _contrast(shapes.PAPER, filled) >= 4.5
    assert _contrast(shapes.GREY, shapes.PAPER) >= 4.5


def _contrast(a, b):
    """As the Web Content Accessibility Guidelines define it."""

    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_phases_differ_by_shape_or_dash_and_not_by_colour_alone():
    drawn = {s: "".join(shapes.SHAPES[s](0, 0, 50, 20, "F", "C", False)) for s in PHASES}
    assert len(set(drawn.values())) == 3
    assert "stroke-dasharray" in drawn["adjoint"] and "stroke-dasharray" not in drawn["forward"] + drawn["update"]


def test_a_crowded_graph_is_drawn_by_its_lines_of_python():
    graph = chain(CROWDED)
    found = picture(graph)
    assert len(found.boxes) < len(graph.equations) / 1.9
    assert "calls of functions and lines of Python" in drawing.draw_graph(graph)
    assert len(picture(graph, fold=False).boxes) > len(found.boxes)


def test_a_graph_of_three_hundred_equations_stays_usable():
    graph = deep(14)
    assert 250 < len(graph.equations) < 400
    assert len(picture(graph).boxes) < len(graph.equations) / 2


def test_a_graph_that_is_too_large_says_so_and_is_described():
    graph = chain(3000)
    shown = graph.show(fold=False)
    assert len(picture(graph, fold=False).boxes) > LARGEST and shown.svg == ""
    assert "too many for a picture" in repr(shown) and "12000 forward equations" in repr(shown)
    assert set(shown._repr_mimebundle_()) == {"text/plain"}


def test_a_notebook_gets_an_image_with_alternative_text_and_the_program():
    graph = training()
    shown = graph._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    assert shown["text/plain"] == str(graph)
    alt = re.match(r'<img alt="([^"]+)" src="data:image/svg\+xml;base64,([^"]+)">$', shown["text/html"])
    words = html.unescape(alt[1])
    assert "The adjoint lane repeats them upside down" in words and "relu's adjoint reads relu's result h" in words
    assert base64.b64decode(alt[2]).decode() == drawing.draw_graph(graph)


def test_hostile_names_stay_text():
    name = '"><script>alert(1)</script>\x00' + "x" * 500
    with ng.Trace(name) as t:
        y = ng.exp(ng.parameter(ng.f32[2], name))
    shown = t.graph(y).show()
    assert "<script" not in shown.svg
    assert "<script" not in shown._repr_mimebundle_()["text/html"]
    ElementTree.fromstring(shown.svg)


def test_the_png_shows_what_the_svg_shows(graph):
    from io import BytesIO

    from PIL import Image

    svg = drawing.draw_graph(graph)
    root = ElementTree.fromstring(svg)
    with Image.open(BytesIO(raster.png(svg))) as image:
        assert image.format == "PNG"
        assert abs(image.width - 1.25 * float(root.get("width"))) < 2
        colours = {c for _, c in image.convert("RGB").getcolors(2**20)}
    assert len(colours) > 8


def test_a_line_that_updates_many_weights_is_one_box():
    graph = training("adam")
    calls = frozenset(fold.key for fold in picture(graph).folds.walk() if fold.kind == "call")
    found = picture(graph, fold=calls)
    updates = [b for b in found.boxes if b.phase == "update" and b.kind == "group"]
    assert any(b.title.startswith("m = ") for b in updates)
    assert all(w.source < w.target for w in found.wires)
    straight = "4 wires from inputs straight to the updates are not drawn"
    assert found.left_out == 4 and straight in drawing.draw_graph(graph, fold=calls)


def test_what_only_updates_read_belongs_to_the_update():
    graph = training("momentum")
    phase = phases(graph)
    scaled = [e for e in graph.equations if e.op.name == "multiply" and graph["state.velocity.W0"] in set(e.inputs)]
    assert [phase[e] for e in scaled] == ["update"]


# ---- room for the pictures of values ------------------------------------------------


def test_room_is_free_inside_its_box_and_without_it_the_picture_is_the_same():
    graph = training()
    assert drawing.draw_graph(graph, room={}) == drawing.draw_graph(graph)
    room = {x: (60 + i, 20 + i % 30) for i, x in enumerate(graph.tensors())}
    for node in nodes(drawing.draw_graph(graph, room=room)):
        left, top, width, height = map(float, node.get("data-room").split())
        assert (width, height) in room.values()
        outline = next(e for e in node if e.tag in (f"{SVG}rect", f"{SVG}polygon"))
        if outline.tag == f"{SVG}rect":
            x, y, w, h = (float(outline.get(k)) for k in ("x", "y", "width", "height"))
        else:
            xs, ys = zip(*(map(float, p.split(",")) for p in outline.get("points").split()), strict=True)
            x, y, w, h = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
        assert x + 5 <= left and left + width <= x + w - 5
        assert max(float(t.get("y")) for t in node.iter(f"{SVG}text")) + 2 <= top <= top + height <= y + h - 5

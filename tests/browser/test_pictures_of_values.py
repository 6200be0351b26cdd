"""Pictures of values in a real browser: they are the arrays' own, and what is lit is what they were made of."""

import base64
import io

import numpy as np
import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
pytest.importorskip("PIL")
from elements import elements
from laws import equations_with_arrays, traced
from look import CHROMIUM, example, look
from PIL import Image
from samples import ROWS

import ngteach as ng
from ngteach import f32
from ngteach.core.calling.registry import OPS
from ngteach.core.types import f64
from ngteach.draw.sampled import sampled
from ngteach.draw.values import colours

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]

# The functions of the script, for a test to call.
INSIDE = """async (source) => {
  const names = "valuesOf, madeOf, makingText, numberAt, planOf, pixelsOf, sentencesOf, codeOf, elementName";
  const more = `\\nexport { ${names} };`;
  const url = URL.createObjectURL(new Blob([source + more], { type: "text/javascript" }));
  globalThis.inside = await import(url);
}"""


@pytest.fixture(scope="module")
def page():
    """A page with a stepper, and inside.* its functions."""
    stepper = ng.lab.stepper(example()["training"])
    with look(stepper) as page:
        page.evaluate(INSIDE, stepper._esm)
        yield page


def film(stepper):
    return {"film": stepper.film, "fields": stepper.fields, "tables": stepper.tables}


# ---- pictures -----------------------------------------------------------------

ARRAYS = {
    "digits": (np.abs(np.random.default_rng(0).normal(size=(5, 64))), [64]),
    "a matrix": (np.random.default_rng(1).normal(size=(7, 3)), []),
    "a large matrix": (np.random.default_rng(2).normal(size=(300, 70)), []),
    "images": (np.random.default_rng(3).normal(size=(3, 2, 8, 8)), []),
    "what is not finite": (np.array([[1, np.nan, -2], [np.inf, 0, -np.inf]]), []),
    "zeros": (np.zeros((4, 4)), []),
    "truths": (np.eye(3, dtype=bool), []),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_each_pixel_has_the_colour_of_its_number(page, name):
    a, pixels = ARRAYS[name]
    a = a if a.dtype == bool else a.astype(np.float32)
    graph = ng.trace(lambda x: x @ np.zeros((64, 1), np.float32) if pixels else x, a)
    stepper = ng.lab.stepper(graph, a)
    url, plan, places = page.evaluate(
        """({film, fields, tables}) => {
          const value = inside.valuesOf(film, fields, tables)[0];
          const plan = inside.planOf(value, 200, 200, 1);
          return [inside.pixelsOf(value, plan), [plan.wide, plan.high], value.numbers().map((_, k) => plan.at(k))];
        }""",
        film(stepper),
    )
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGBA"))
    assert picture.shape == (*plan[::-1], 4)
    sample = sampled(a, 32, pixels)
    numbers = sample.numbers.reshape(-1).astype(np.float64)
    most = np.append(numbers, np.abs(a[np.isfinite(a)]).max(initial=0) if a.dtype != bool else 1)
    wanted = colours(most[None])[0, :-1].astype(int)
    if name == "digits":
        share = numbers[:, None] / most.max()
        wanted = (255 + share * (34 - 255)).round().astype(int)
    at = np.array(places)
    assert len({tuple(p) for p in places}) == len(numbers) == len(places)
    assert np.abs(picture[at[:, 1], at[:, 0], :3].astype(int) - wanted).max() <= 2  # three digits of each number
    assert (picture[at[:, 1], at[:, 0], 3] == 255).all() and (picture[..., 3] == 255).sum() == len(numbers)


def test_a_row_of_64_numbers_is_a_picture_of_8_by_8(page):
    a = np.arange(3 * 64, dtype=np.float32).reshape(3, 64)
    stepper = ng.lab.stepper(ng.trace(lambda x: x @ np.zeros((64, 1), np.float32), a), a)
    at = page.evaluate(
        """({film, fields, tables}) => {
          const value = inside.valuesOf(film, fields, tables)[0];
          const plan = inside.planOf(value, 300, 40, 1);
          return [0, 7, 8, 63, 64, 128 + 9].map((k) => plan.at(k));
        }""",
        film(stepper),
    )
    assert at == [[0, 0], [7, 0], [0, 1], [7, 7], [9, 0], [19, 1]]


# ---- what an element is made of -------------------------------------------------


def test_the_page_lights_what_the_rules_say(page):
    """Over all samples of all ops, against the same rules followed by Python."""
    cases, wanted, rng = [], [], np.random.default_rng(0)
    for row in [row for row in ROWS if row.op in OPS]:
        element = f64 if f64 in row.types else row.types[0]
        graph, arrays = traced(row, element)
        if not graph.equations or any(x.size > 500 for x in graph.tensors()):
            continue
        stepper = ng.lab.stepper(graph, *arrays)
        number = {x: i for i, x in enumerate(graph.tensors())}
        for eqn, inputs in equations_with_arrays(row, element):
            eqn = graph.equations[[str(e) for e in graph.equations].index(str(eqn))]
            for k in map(int, rng.permutation(eqn.output.size)[:3]):
                place = tuple(map(int, np.unravel_index(k, eqn.output.shape)))
                cases.append((len(wanted), stepper, number[eqn.output], k))
                wanted.append([sorted(s) if s is not None else None for s in elements(eqn, inputs, place)])
    steppers = list({id(s): s for _, s, _, _ in cases}.values())
    index = {id(s): i for i, s in enumerate(steppers)}
    found = page.evaluate(
        """([films, asked]) => {
          const values = films.map(({film, fields, tables}) => inside.valuesOf(film, fields, tables));
          return asked.map(([i, n, k]) => inside.madeOf(values[i], values[i][n], k).map((part) => part.numbers));
        }""",
        [[film(s) for s in steppers], [[index[id(s)], n, k] for _, s, n, k in cases]],
    )
    assert len(found) > 500
    for (_, stepper, n, k), said, want in zip(cases, found, wanted, strict=True):
        said = [sorted(part) if part is not None else None for part in said]
        assert said == want, (stepper.graph.tensors()[n], k, str(stepper.graph))


def test_the_numbers_of_a_large_array_are_counted_in_its_sample(page):
    graph = ng.trace(lambda x, w: x @ w, f32[128, 784], f32[784, 600])
    rng = np.random.default_rng(0)
    x, w = (rng.normal(size=t.shape).astype(np.float32) for t in graph.inputs)
    stepper = ng.lab.stepper(graph, x, w)
    place, parts, text = page.evaluate(
        """({film, fields, tables}) => {
          const values = inside.valuesOf(film, fields, tables);
          const value = values[2];
          const k = inside.numberAt(value, [8, 32]);
          const parts = inside.madeOf(values, value, k);
          const named = ({value, numbers}) => numbers.map((n) => [inside.elementName(value, n), value.numbers()[n]]);
          return [k, parts.map(named), inside.makingText(value, k, parts)];
        }""",
        film(stepper),
    )
    assert place >= 0
    assert all(name.startswith("x[8,") for name, _ in parts[0]) and len(parts[0]) == 784
    assert all(name.startswith("w[") and name.endswith(",32]") for name, _ in parts[1])
    for name, number in parts[1]:
        i, j = map(int, name[2:-1].split(","))
        assert number == pytest.approx(w[i, j], rel=6e-3)
    assert f"(784 products, of which {len(parts[1])} are sampled)" in text


TEXTS = [
    (lambda x, w: x @ w, "%0[1,0] = 11 = 4·2 + 3·1"),
    (lambda x, w: x + 1.0, "%2[1,0] = 4 = 3 + 1"),
    (lambda x, w: ng.relu(-x), "%1[1,0] = 0 = relu(−3)"),
    (lambda x, w: ng.sum(x, axis=1), "%0[1] = 7 = 3 + 4"),
    (lambda x, w: x.T, "%0[1,0] = 2: it is x[0,1]"),
    (lambda x, w: ng.broadcast(w, (3, 2, 1)), "%0[1,0,0] = 1: it is w[0,0]"),
    (lambda x, w: ng.softmax(x, axis=1), "%0[1,0] = 0.2689 = softmax(3, 4)"),
]


@pytest.mark.parametrize("function, text", TEXTS, ids=[text for _, text in TEXTS])
def test_it_is_written_out_how_an_element_was_made(page, function, text):
    x, w = np.float32([[1, 2], [3, 4]]), np.float32([[1], [2]])
    graph = ng.trace(lambda x, w: (function(x, w), w), x, w)
    stepper = ng.lab.stepper(graph, x, w)
    found = page.evaluate(
        """([{film, fields, tables}, name]) => {
          const values = inside.valuesOf(film, fields, tables);
          const value = values.find((v) => v.name === name);
          const k = value.shape.slice(1).reduce((a, b) => a * b, 1); // the first of the second row
          return inside.makingText(value, k, inside.madeOf(values, value, k));
        }""",
        [film(stepper), text.split("[")[0]],
    )
    assert found == text


# ---- words and code -------------------------------------------------------------


@pytest.mark.parametrize("optimizer", ["tutorial", "adam"])
def test_a_film_without_sentences_says_the_same(page, optimizer):
    graph = ng.derive_training(ng.trace(ng.mlp, f32[8, 64], ng.mlp_types((64, 16, 10))), optimizer=optimizer)
    stepper = ng.lab.stepper(graph)
    said = page.evaluate(
        """({film, fields, tables}) => {
          const values = inside.valuesOf(film, fields, tables);
          return film.map((_, n) => inside.sentencesOf(film.map(({ new: records }) => ({ new: records })), values)(n));
        }""",
        film(stepper),
    )
    assert said == [state["sentence"] for state in stepper.film]


def test_the_copied_code_computes_what_is_seen(page):
    graph = ng.derive_training(ng.trace(ng.mlp, f32[8, 64], ng.mlp_types((64, 16, 10))), optimizer="adam")
    rng = np.random.default_rng(0)
    arrays = [
        np.asarray(rng.integers(0, 9, x.shape) if x.dtype.kind == "i" else rng.random(x.shape), x.dtype)
        for x in graph.inputs
    ]
    stepper = ng.lab.stepper(graph, *arrays)
    env = ng.replay(graph, arrays)
    for n in (1, 9, 30, len(graph.equations)):
        code = page.evaluate(
            "([{film, fields, tables}, n]) => inside.codeOf(inside.valuesOf(film, fields, tables), n, 'mlp step')",
            [film(stepper), n],
        )
        names: dict = {}
        exec(code, names)
        np.testing.assert_array_equal(names[f"mlp_step_up_to_{n}"](*arrays), env[graph.equations[n - 1].output])

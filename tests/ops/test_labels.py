"""A label that is no class: an error where labels are read, and NaN in a loss, which must not count it as right."""

from dataclasses import replace

import numpy as np
import pytest
from small import DATA, small_run

import ngteach as ng
from ngteach import f32, f64, i32, i64, trace, u8
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import leaves
from ngteach.data.digits import load_data
from ngteach.runtime.executor import Executable
from ngteach.train.optimizers import OPTIMIZERS, optimizer

CPUS = [("CPU", {"threads": n, "deterministic": d}) for n in (1, 2, 3) for d in (False, True)]
BACKENDS = [("INTERPRETER", {}), *CPUS]
UNKNOWN = [(i32, -1), (i32, 10), (i32, 2**31 - 1), (i32, -(2**31)), (i64, 2**32 + 3), (i64, -5), (u8, 10), (u8, 255)]


def labels(element, bad=None, n=12, classes=10):
    y = (np.arange(n) % classes).astype(element.dtype)
    if bad is not None:
        y[n // 2] = bad
    return y


# ---- in a loss --------------------------------------------------------------


@pytest.mark.parametrize("loss", [ng.cross_entropy, ng.log_likelihood], ids=lambda f: f.__name__)
@pytest.mark.parametrize("element,bad", UNKNOWN, ids=str)
def test_an_unknown_label_makes_a_loss_and_its_gradient_nan(loss, element, bad):
    z = np.random.default_rng(0).normal(size=(12, 10)).astype(np.float32)

    def both(z, y):
        return ng.value_and_grad(lambda z: loss(ng.softmax(z, axis=1), y))(z)

    graph = trace(both, z, element[12])
    for backend, options in BACKENDS:
        run = ng.compile(graph, backend, **options)
        value, slope = run(z, labels(element, bad))
        assert np.isnan(value) and np.isnan(slope[6]).all()
        value, slope = run(z, labels(element))
        assert np.isfinite(value) and np.isfinite(slope).all()
    assert np.isnan(loss(np.full((12, 10), 0.1), labels(element, bad)))


@pytest.mark.parametrize("classes", [1, 3, 64, 65, 300])
@pytest.mark.parametrize("rows", [5, 30_000])
def test_so_it_does_with_few_classes_and_many_on_any_threads(classes, rows):
    graph = trace(lambda z, y: ng.cross_entropy(ng.softmax(z, axis=1), y), f32[rows, classes], i32[rows])
    z, good = np.zeros((rows, classes), np.float32), labels(i32, None, rows, classes)
    for bad in (-1, classes, classes + 1):
        y = labels(i32, bad, rows, classes)
        for threads in (1, 2):
            run = ng.compile(graph, "CPU", threads=threads)
            assert np.isnan(run(z, y))
            np.testing.assert_allclose(run(z, good), np.log(classes), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("update", OPTIMIZERS)
@pytest.mark.parametrize("element", [f32, f64], ids=str)
def test_the_training_function_loses_its_weights_rather_than_learn_from_it(update, element):
    rng = np.random.default_rng(1)
    weights = {n: rng.normal(size=t.shape).astype(element.dtype) for n, t in ng.mlp_types((6, 5, 10)).items()}
    x = rng.random((12, 6)).astype(element.dtype)
    graph = ng.derive_training(trace(ng.mlp, x, weights), optimizer=update, trainable="weights")
    state = optimizer(update).init(weights)
    for backend, options in BACKENDS:
        run = ng.compile(graph, backend, **options)
        loss, _, after, _ = run(x, labels(i32, 10), 0.1, weights, state)
        assert np.isnan(loss) and np.isnan(after["b1"]).all() and np.isnan(after["W1"]).all()
        loss, _, after, _ = run(x, labels(i32), 0.1, weights, state)
        assert np.isfinite(loss) and all(np.isfinite(w).all() for w in leaves(after))


def test_a_good_loss_has_the_bits_that_it_had_without_the_question():
    def plain(p, y):
        return ng.sum(ng.log(ng.maximum(p, ng.train.nn.SMALLEST)) * ng.one_hot(y, 10, p.dtype)) / float(p.shape[0])

    p = ng.softmax(np.random.default_rng(2).normal(size=(37, 10)).astype(np.float32), axis=1)
    y = labels(i32, None, 37)
    asked, unasked = (trace(ng.value_and_grad(f), p, y) for f in (ng.log_likelihood, plain))
    assert len(asked.equations) == len(unasked.equations)
    for backend, options in BACKENDS:
        a, b = (ng.compile(graph, backend, **options)(p, y) for graph in (asked, unasked))
        assert all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def test_the_program_of_a_loss_says_nan_by_itself():
    graph = trace(lambda p, y: ng.cross_entropy(p, y), f32[3, 4], i32[3])
    space, loss = {"__name__": "alone"}, np.empty((), np.float32)
    exec(Executable(graph).program, space)
    for y, known in (([0, 1, 3], True), ([0, 4, 3], False), ([0, -1, 3], False)):
        space[graph.name](np.full((3, 4), 0.25, np.float32), np.array(y, np.int32), loss)
        assert np.isfinite(loss) == known


# ---- one_hot ----------------------------------------------------------------


@pytest.mark.parametrize("element,bad", UNKNOWN, ids=str)
@pytest.mark.parametrize("depth", [10, 70])
def test_the_row_of_an_unknown_label_is_zeros_or_nan_as_is_asked(element, bad, depth):
    y = labels(element, bad if bad != 10 else depth)
    for unknown, number in (("zeros", 0.0), ("nan", np.nan)):
        graph = trace(lambda y, u=unknown: ng.one_hot(y, depth, unknown=u), y)
        want = np.eye(depth, dtype=np.float32)[np.arange(12) % 10]
        want[6] = number
        for backend, options in BACKENDS:
            np.testing.assert_array_equal(ng.compile(graph, backend, **options)(y), want)
    assert "unknown" not in str(trace(lambda y: ng.one_hot(y, depth), y))


@pytest.mark.parametrize("unknown", ["zeros", "nan"])
@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
def test_the_rows_of_labels_lie_where_axis_says(axis, unknown):
    y = np.array([[2, 0, 7], [1, -1, 1]], np.int32)
    graph = trace(lambda y: ng.one_hot(y, 4, axis=axis, unknown=unknown), y)
    want = np.moveaxis(ng.one_hot(y, 4, unknown=unknown), -1, axis)
    for backend, options in BACKENDS:
        np.testing.assert_array_equal(ng.compile(graph, backend, **options)(y), want)


@pytest.mark.parametrize(
    "params,text",
    [
        ({"axis": 2}, "one_hot: i32[2,3] has no axis 2"),
        ({"unknown": 0}, 'one_hot: unknown, the row of a label out of range, is "zeros" or "nan", found 0'),
        ({"unknown": "nan", "dtype": i32}, "one_hot: i32 has no NaN; write dtype=f32"),
    ],
)
def test_what_one_hot_cannot_do_is_said(params, text):
    with pytest.raises(GraphError) as caught:
        trace(lambda y: ng.one_hot(y, 3, **params), i32[2])
    assert str(caught.value).startswith(text)


# ---- where labels are read --------------------------------------------------


@pytest.mark.parametrize("part", ["train_labels", "test_labels"])
@pytest.mark.parametrize(
    "change,text",
    [
        (lambda y: _with(y, np.int32, -1), "label 2 is -1, wanted 0 to 3"),
        (lambda y: _with(y, np.uint8, 4), "label 2 is 4, wanted 0 to 3"),
        (lambda y: _with(y, np.int64, 2**32 + 1), "label 2 is 4294967297, wanted 0 to 3"),
        (lambda y: _with(y, np.uint64, 2**64 - 1), "label 2 is 18446744073709551615, wanted 0 to 3"),
        (lambda y: y.astype(float), r"must be a row of whole numbers, such as i32\[n\], found float64"),
        (lambda y: y[:, None], "must be a row of whole numbers"),
        (lambda y: y > 1, "must be a row of whole numbers, .*, found bool"),
        (lambda y: y.tolist(), "must be a row of whole numbers, .*, found a list"),
    ],
)
def test_a_data_set_is_refused_for_a_label_that_is_no_class(part, change, text):
    with pytest.raises(GraphError, match=f"small: {part}:? {text}"):
        replace(DATA, **{part: change(getattr(DATA, part))})


def _with(y, dtype, bad):
    y = y.astype(dtype)
    y[2] = bad
    return y


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int32, np.int64, np.uint16])
def test_labels_may_be_whole_numbers_of_any_size(dtype):
    data = replace(DATA, train_labels=DATA.train_labels.astype(dtype), test_labels=DATA.test_labels.astype(dtype))
    run, known = ng.Run(small_run().config, data), small_run()
    run.train()
    known.train()
    assert run.losses == known.losses and run.accuracies == known.accuracies


def write_idx(path, array):
    path.write_bytes(bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes())


def folder_with(folder, train, test):
    for name, y in (("train", train), ("t10k", test)):
        write_idx(folder / f"{name}-labels-idx1-ubyte", np.array(y, np.uint8))
        write_idx(folder / f"{name}-images-idx3-ubyte", np.zeros((len(y), 2, 2), np.uint8))
    return folder


@pytest.mark.parametrize("bad", [11, 12, 200, 255])
def test_a_damaged_label_in_a_folder_is_refused_and_no_class_of_its_own(tmp_path, bad, capsys):
    from ngteach.cli.command import main

    digits = 300 * list(range(10))
    for train, test, file in (([*digits, bad], digits, "train-labels"), (digits, [3, bad], "t10k-labels")):
        folder = folder_with(tmp_path, train, test)
        wanted = f"{file}-idx1-ubyte: label {len(train) - 1 if 'train' in file else 1} is {bad}, wanted 0 to 9"
        with pytest.raises(GraphError, match=wanted):
            load_data(folder)
        assert main(["train", "--data", str(folder)]) == 1
        assert wanted in capsys.readouterr().err


@pytest.mark.parametrize("most,classes", [(3, 10), (9, 10), (10, 11), (61, 62)])
@pytest.mark.parametrize("times", [1, 30])
def test_a_folder_may_have_more_classes_than_ten(tmp_path, most, classes, times):
    assert load_data(folder_with(tmp_path, times * list(range(most + 1)), [0, most])).classes == classes

"""Names come whole or not at all, are split alike everywhere, and their letters and labels say each name once."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngteach.core.calling.errors import GraphError
from ngteach.data import names as module
from ngteach.data.load import load_data
from ngteach.data.names import CONTEXT, LETTERS, bundled_names, decode, encode, load_names, read_names

DATA = Path(__file__).parents[2] / "data" / "names"
words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=15)


def listed(path, text):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# ---- the bundled ones ---------------------------------------------------------


def test_the_bundled_names_are_18000_different_ones_with_their_notice():
    names = bundled_names()
    assert len(names.train_words) == 16_000 and len(names.test_words) == 2_000
    assert len({*names.train_words, *names.test_words}) == 18_000
    assert read_names(DATA / "names.txt")[:3] == ["smith", "johnson", "williams"]
    notice = (DATA / "README.md").read_text(encoding="utf-8")
    assert "Census" in notice and "public domain" in notice


def test_the_split_is_the_same_on_every_machine():
    names = bundled_names()
    assert names.test_words[:5] == ("laub", "carner", "falco", "pardo", "inman")
    said = hashlib.sha256(" ".join((*names.test_words, *names.train_words)).encode()).hexdigest()
    assert said.startswith("5b5b819a4fe12eda")


def counted(names, order):
    """Nats for each letter of the test names, by how often letters followed others in the training names."""

    def runs(letters, labels):
        """The `order` letters that end at each predicted one."""
        before = np.pad(letters, ((0, 0), (order - 2, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(before, order - 1, axis=1)
        return tuple(np.concatenate([windows, labels[..., None]], 2)[labels >= 0].T)

    counts = np.full((LETTERS,) * order, 0.1)
    np.add.at(counts, runs(*names.train), 1)
    p = counts / counts.sum(-1, keepdims=True)
    return -np.mean(np.log(p[runs(*names.test)]))


def test_counted_pairs_and_triples_predict_as_well_as_they_are_known_to():
    names = bundled_names()
    assert counted(names, 2) == pytest.approx(2.52, abs=0.005)
    assert counted(names, 3) == pytest.approx(2.25, abs=0.005)


# ---- lists ------------------------------------------------------------------------


def test_duplicates_are_removed_and_capitals_made_small(tmp_path):
    path = listed(tmp_path / "mine.txt", b"\xef\xbb\xbfAda\r\nbea\n\n Bea \nada\ncy")
    assert read_names(path) == ["ada", "bea", "cy"]


def test_no_name_is_both_for_training_and_for_testing(tmp_path):
    made = [f"{a}{b}" for a in "abcdefghij" for b in "aeiou"]
    names = load_names(listed(tmp_path / "mine.txt", "\n".join(made + made)))
    assert names.name == "mine" and len(names.test_words) == 5
    assert sorted((*names.train_words, *names.test_words)) == sorted(made)


def test_a_list_is_a_data_set_and_so_is_the_word_names(tmp_path):
    path = listed(tmp_path / "mine.txt", "\n".join("abcdefghi"))
    assert load_data(path).test_words == load_names(path).test_words
    assert load_data("names") is bundled_names() and load_data("digits").name == "digits"
    with refuses(
        "nowhere: there is no such folder or file, and no data set of that name; there are digits, mnist, fashion"
    ):
        load_data(tmp_path / "nowhere")


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ada\no'hara\n", 'line 2: found "o\'hara", wanted one name, letters a to z'),
        ("ada 3\n", "line 1: found 'ada 3'"),
        ("zoë\n", "line 1: found 'zoë'"),
        ("\u0130\n", "line 1: found"),
        (f"{'a' * 16}\n", f"line 1: '{'a' * 16}' has 16 letters, wanted at most 15; leave it out"),
        (f"{'a' * 100_000}\n", "has 100,000 letters"),
        (b"\xff\xfe", "byte 0 is no text"),
        (b"\0\0\0", "line 1: found"),
        ("a\nb\n", "has 2 different names, wanted at least 9"),
        ("", "has 0 different names"),
    ],
    ids=["apostrophe", "digit", "accent", "dotted", "long", "very long", "no text", "bytes", "few", "empty"],
)
def test_what_is_no_list_of_names_is_refused(tmp_path, text, said):
    with refuses(said):
        load_names(listed(tmp_path / "mine.txt", text))


def test_a_file_that_is_missing_a_folder_or_too_large_is_refused(tmp_path, monkeypatch):
    with refuses("there is no such file"):
        load_names(tmp_path / "none.txt")
    with refuses("is a folder, wanted a file"):
        load_names(tmp_path)
    monkeypatch.setattr(module, "_MOST", 3)
    with refuses("more than 3"):
        load_names(listed(tmp_path / "mine.txt", "abcdef"))


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=60))
def test_no_file_breaks_the_reader(tmp_path_factory, data):
    path = listed(tmp_path_factory.mktemp("any") / "any.txt", data)
    try:
        assert all(re.fullmatch("[a-z]{1,15}", name) for name in read_names(path))
    except GraphError as problem:
        assert str(problem).isprintable()


# ---- letters and labels -------------------------------------------------------------


@settings(deadline=None)
@given(st.lists(words, min_size=1, max_size=5))
def test_each_letter_and_the_end_is_predicted_once_from_those_before(names):
    letters, labels = encode(names)
    assert letters.shape == labels.shape == (len(names), CONTEXT) and letters.dtype == labels.dtype == np.int32
    assert decode(letters) == names
    for name, x, y in zip(names, letters, labels, strict=True):
        spelled = [ord(c) - 96 for c in name]
        n = len(name) + 1
        assert list(y[:n]) == [*spelled, 0] and (y[n:] == -1).all()
        assert list(x[:n]) == [0, *spelled] and not x[n:].any()

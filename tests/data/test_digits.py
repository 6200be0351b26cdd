"""Data sets come whole and consistent or not at all."""

import gzip
import re
import struct
from pathlib import Path

import numpy as np
import pytest

from ngteach.core.calling.errors import GraphError
from ngteach.data import digits as data_module
from ngteach.data.digits import FILES, cache_folder, load_data, rows

DATA = Path(__file__).parents[2] / "data"


def idx(array):
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def made(n=6, size=(3, 4), seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (n, *size), np.uint8), rng.integers(0, 10, n).astype(np.uint8)


def folder_of(path, train=None, test=None, pack=None):
    """A folder with the four files; pack says which of them are gzipped."""
    path.mkdir(exist_ok=True)
    for name, array in zip(FILES, (*(train or made()), *(test or made(4, seed=1))), strict=True):
        if pack and pack(name):
            (path / f"{name}.gz").write_bytes(gzip.compress(idx(array)))
        else:
            (path / name).write_bytes(idx(array))
    return path


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


# ---- the bundled digits -----------------------------------------------------


def test_augmented_digits_are_the_same_digits_and_changed_copies_of_them():
    digits = load_data()
    more = digits.augmented(3)
    n = len(digits.train_labels)
    np.testing.assert_array_equal(more.train_images[:n], digits.train_images)
    np.testing.assert_array_equal(more.train_labels.reshape(3, n), [digits.train_labels] * 3)
    assert more.train_images.dtype == np.uint8 and more.train_images.max() <= 16
    assert more.test_images is digits.test_images and (more.scale, more.classes) == (digits.scale, digits.classes)
    copies = more.train_images[n:].reshape(2, n, 64)
    assert not (copies == digits.train_images.reshape(n, 64)).all(axis=2).any()
    assert not (copies[0] == copies[1]).all(axis=1).any()


def test_augmenting_depends_on_the_seed_alone():
    digits = load_data()
    one, same, other = (digits.augmented(2, seed).train_images for seed in (4, 4, 5))
    assert (one == same).all() and not (one == other).all()


def test_only_pictures_of_counts_can_be_augmented(tmp_path):
    with refuses("only pictures of 8 x 8 counts from 0 to 16 can be bent, found uint8[6, 3, 4]"):
        load_data(folder_of(tmp_path / "d")).augmented()
    with refuses("copies must be a whole number from 1 on, found 0"):
        load_data().augmented(0)


def test_the_bundled_digits_are_ucis_split_into_train_and_test():
    digits = load_data()
    assert digits.name == "digits" and digits.classes == 10 and digits.pixels == 64
    assert digits.train_images.shape[1:] == digits.test_images.shape[1:] == (8, 8)
    assert len(digits.train_images) + len(digits.test_images) == 1797
    for labels in (digits.train_labels, digits.test_labels):
        assert set(labels.tolist()) == set(range(10))
    assert digits.train_images.max() * digits.scale == 1.0


def test_the_bundled_files_are_uncompressed_and_carry_their_notice():
    assert all((DATA / name).read_bytes()[:2] == b"\0\0" for name in FILES)
    notice = (DATA / "README.md").read_text(encoding="utf-8")
    assert "UCI" in notice and "CC BY" in notice


# ---- folders ----------------------------------------------------------------


@pytest.mark.parametrize("pack", [None, lambda name: True, lambda name: "images" in name], ids=["raw", "gzip", "mixed"])
def test_a_folder_with_the_four_files_is_a_data_set(tmp_path, pack):
    train, test = made(), made(4, seed=1)
    got = load_data(str(folder_of(tmp_path / "mine", train, test, pack)))
    assert got.name == "mine" and got.pixels == 12 and got.scale == 1 / 256 and got.classes == 10
    for array, wanted in zip(
        (got.train_images, got.train_labels, got.test_images, got.test_labels), (*train, *test), strict=True
    ):
        np.testing.assert_array_equal(array, wanted)


def test_a_raw_file_goes_before_a_gzipped_one(tmp_path):
    folder = folder_of(tmp_path / "mine")
    (folder / f"{FILES[0]}.gz").write_bytes(b"not gzip at all")
    assert len(load_data(folder).train_images) == 6


@pytest.mark.parametrize(
    "called",
    [
        lambda name: name.replace("-idx", ".idx"),
        lambda name: name.replace("-idx", ".idx") + ".gz",
        str.upper,
        lambda name: name.replace("-idx", ".IDX") + ".GZ",
        lambda name: name.replace("-", "_"),
    ],
    ids=["dotted", "dotted.gz", "capitals", "CAPITALS.GZ", "underscores"],
)
def test_the_names_that_other_copies_have_are_found(tmp_path, called):
    folder = folder_of(tmp_path / "mine")
    for name in FILES:
        data = (folder / name).read_bytes()
        (folder / name).unlink()
        new = called(name)
        (folder / new).write_bytes(gzip.compress(data) if new.lower().endswith(".gz") else data)
    assert len(load_data(folder).train_images) == 6


def test_mnists_own_name_goes_before_a_similar_one_and_a_folder_of_that_name_is_no_file(tmp_path):
    folder = folder_of(tmp_path / "mine")
    dotted = folder / "train-images.idx3-ubyte"
    dotted.write_bytes(b"something else")
    assert len(load_data(folder).train_images) == 6
    (folder / FILES[0]).replace(dotted)
    (folder / FILES[0]).mkdir()
    (folder / FILES[0] / FILES[0]).write_bytes(b"as one copy has it")
    assert len(load_data(folder).train_images) == 6


def test_data_with_dotted_names_is_found_for_its_name_too(tmp_path, monkeypatch):
    monkeypatch.setenv("NGTEACH_DATA", str(folder_of(tmp_path / "here")))
    for name in FILES:
        (tmp_path / "here" / name).rename(tmp_path / "here" / name.replace("-idx", ".idx"))
    assert len(load_data("mnist").train_images) == 6


def test_a_message_names_the_file_that_was_read(tmp_path):
    folder = folder_of(tmp_path / "mine")
    (folder / FILES[0]).rename(folder / "train-images.idx3-ubyte")
    (folder / "train-images.idx3-ubyte").write_bytes((folder / FILES[1]).read_bytes())
    with refuses("train-images.idx3-ubyte has 1 axes"):
        load_data(folder)


def test_more_than_ten_classes_are_counted(tmp_path):
    images, labels = made()
    labels[2] = 46
    assert load_data(folder_of(tmp_path / "letters", (images, labels))).classes == 47


def test_a_folder_that_is_not_there_or_lacks_files_is_named(tmp_path):
    with refuses("--data nowhere: there is no such folder, and no data set of that name; there are digits, mnist"):
        load_data("nowhere")
    (folder_of(tmp_path / "half") / FILES[1]).unlink()
    with refuses("half lacks train-labels-idx1-ubyte (raw, or with .gz; .idx for -idx is right too)"):
        load_data(tmp_path / "half")
    (tmp_path / "empty").mkdir()
    with refuses(f"empty lacks {', '.join(FILES)}"):
        load_data(tmp_path / "empty")


def test_a_folder_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    with refuses(f"{tmp_path} cannot be read: Permission denied"):
        load_data(tmp_path)
    assert len(load_data(folder_of(tmp_path / "whole")).train_images) == 6  # if the names are known, that is enough


def test_files_that_do_not_fit_each_other_are_refused(tmp_path):
    images, labels = made()
    with refuses("6 images but 5 labels; they belong to different data sets"):
        load_data(folder_of(tmp_path / "a", (images, labels[:5])))
    with refuses("4 images but 3 labels"):
        load_data(folder_of(tmp_path / "b", None, (made(4)[0], labels[:3])))
    with refuses("images for training are (3, 4), for testing (4, 3)"):
        load_data(folder_of(tmp_path / "c", None, made(4, (4, 3))))
    with refuses("train-images-idx3-ubyte has 1 axes, wanted images: 3 axes"):
        load_data(folder_of(tmp_path / "d", (labels, labels)))
    with refuses("t10k-labels-idx1-ubyte has 3 axes, wanted labels: 1 axis"):
        load_data(folder_of(tmp_path / "e", None, (images, images)))


def test_labels_out_of_range_are_found_and_placed(tmp_path):
    images, labels = made(4, seed=1)
    labels[3] = 10
    with refuses("t10k-labels-idx1-ubyte: label 3 is 10, wanted 0 to 9"):
        load_data(folder_of(tmp_path / "a", None, (images, labels)))


def test_labels_of_mnist_are_ten_whatever_the_file_says(tmp_path, monkeypatch):
    monkeypatch.setenv("NGTEACH_DATA", str(tmp_path))
    images, labels = made()
    labels[0] = 200
    folder_of(tmp_path / "mnist", (images, labels))
    with refuses("train-labels-idx1-ubyte: label 0 is 200, wanted 0 to 9"):
        load_data("mnist")


# ---- where fetched data is found --------------------------------------------


def test_fetched_data_is_found_in_the_cache_or_where_ngteach_data_points(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(data_module.sys, "platform", "linux")
    monkeypatch.delenv("NGTEACH_DATA", raising=False)
    with refuses("mnist is not on this machine; write: ngteach fetch mnist, or --data FOLDER with its four files"):
        load_data("mnist")
    cache = cache_folder("mnist")
    cache.mkdir(parents=True)
    folder_of(cache)
    assert len(load_data("mnist").train_images) == 6
    monkeypatch.setenv("NGTEACH_DATA", str(folder_of(tmp_path / "here", made(9))))
    assert len(load_data("mnist").train_images) == 9  # the four files themselves, for mnist
    with refuses("fashion-mnist is not on this machine"):
        load_data("fashion-mnist")
    folder_of(tmp_path / "here" / "fashion-mnist", made(11))
    assert len(load_data("fashion-mnist").train_images) == 11


@pytest.mark.parametrize(
    "platform,environment,wanted",
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/ngteach/mnist"),
        ("linux", {"XDG_CACHE_HOME": ""}, "HOME/.cache/ngteach/mnist"),
        ("darwin", {}, "HOME/Library/Caches/ngteach/mnist"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/ngteach/mnist"),
        ("win32", {}, "HOME/AppData/Local/ngteach/mnist"),
    ],
)
def test_the_cache_is_where_each_system_has_it(monkeypatch, platform, environment, wanted):
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(data_module.sys, "platform", platform)
    assert cache_folder("mnist").as_posix() == wanted.replace("HOME", Path.home().as_posix())


def test_rows_are_the_same_memory():
    images, _ = made()
    assert rows(images).shape == (6, 12) and np.shares_memory(rows(images), images)

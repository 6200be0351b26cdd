"""The command line as a process of its own, and the files of a run that it keeps."""

import json
import os
import sys

import pytest

from ngteach.train.checkpoint import load

ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("NGTEACH")}
COMMAND = [sys.executable, "-m", "ngteach"]
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has outputs and signals of another kind")
SHORT = ["train", "--epochs", "3", "--save", "run.npz", "--history", "h.json"]
LONG = ["train", "--epochs", "1000000", "--quiet", "--save", "run.npz", "--history", "h.json"]


def is_whole(folder, epochs=3):
    """Are both files there and whole?"""
    about = load(folder / "run.npz")[1]
    history = json.loads((folder / "h.json").read_text())
    return about["steps"] == len(history["loss"]) and len(history["test_accuracy"]) >= epochs

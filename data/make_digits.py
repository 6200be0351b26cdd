"""Make the four IDX files of this folder from scikit-learn's copy of the UCI digits:  python data/make_digits.py

Needed only to check where the files come from; the files themselves are part of the repository.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

# The file lists its writers one after the other, so that a cut without shuffling would test on other writers only.
TEST = 360
images, labels = load_digits(return_X_y=True)
order = np.random.default_rng(1998).permutation(len(images))
images = images.astype(np.uint8).reshape(-1, 8, 8)[order]
labels = labels.astype(np.uint8)[order]


def write(name, array):
    """IDX: two zeros, 8 for bytes, the number of axes, each axis as four bytes, then the numbers."""
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    (Path(__file__).parent / name).write_bytes(header + array.tobytes())


write("train-images-idx3-ubyte", images[TEST:])
write("train-labels-idx1-ubyte", labels[TEST:])
write("t10k-images-idx3-ubyte", images[:TEST])
write("t10k-labels-idx1-ubyte", labels[:TEST])

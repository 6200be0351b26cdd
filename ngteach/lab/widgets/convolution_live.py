"""What the page needs to answer for the convolution widget: the digits or the user's x, and the filters, exactly."""

from __future__ import annotations

import numpy as np

from ...data.load import load_data
from ...javascript.live import live_data


def bundled_digit(number):
    """(f32[8,8], its title) of a bundled test digit."""
    data = load_data("digits")
    return data.test_images[number].astype(np.float32), f"test digit {number}, a {data.test_labels[number]}"


def live(own, filters, film):
    """The trait `live`.   own: (x, its title) of the user, or None   filters: a list of Filters

    There are no graphs in it: they depend on the settings, and convolution_answers.js writes them.
    """
    arrays = {f"f{k}": f.values for k, f in enumerate(filters)}
    if own:
        arrays["x"] = own[0]
    else:
        data = load_data("digits")
        arrays |= {"digits": data.test_images.astype(np.uint8), "labels": data.test_labels.astype(np.uint8)}
    return live_data({}, arrays, film, kinds=[f.kind for f in filters], title=own[1] if own else "")

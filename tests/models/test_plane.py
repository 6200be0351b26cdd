"""The picture of an autoencoder's plane: images where they are decoded, digits where they are encoded."""

import base64
import re
import struct
from xml.etree import ElementTree

import numpy as np

from ngteach.models.plane import SIDE, plane, quantiles, share

SVG = "{http://www.w3.org/2000/svg}"
MEANS = np.random.default_rng(0).standard_normal((20, 2))
LABELS = np.arange(20) % 10


def grey(z):
    """Images of one grey, the darker the further to the right."""
    return np.broadcast_to(share(z[:, :1])[..., None], (len(z), 8, 6))


def test_the_points_between_hold_equal_shares_of_the_bell():
    np.testing.assert_allclose(share(quantiles(4)), [0.125, 0.375, 0.625, 0.875], rtol=1e-12)


def test_each_digit_lies_at_the_mean_of_its_bell():
    root = ElementTree.fromstring(plane(grey, MEANS, LABELS))
    frames = [e for e in root.iter(f"{SVG}rect") if e.get("fill") == "none"]
    left, top, side = (float(frames[1].get(name)) for name in ("x", "y", "width"))
    drawn = [e for e in root.iter(f"{SVG}text") if e.get("font-weight") == "bold" and len(e.text) == 1]
    assert [int(e.text) for e in drawn] == LABELS.tolist()
    x, y = (np.array([float(e.get(name)) for e in drawn]) for name in "xy")
    np.testing.assert_allclose((x - left) / side, share(MEANS[:, 0]), atol=1e-3)
    np.testing.assert_allclose((top + side - y + 4) / side, share(MEANS[:, 1]), atol=1e-3)


def test_the_bitmap_holds_every_decoded_image_and_the_picture_says_what_it_shows():
    text = plane(grey, MEANS, LABELS, name="<mine>")
    data = base64.b64decode(re.search(r"data:image/png;base64,([^\"]+)", text)[1])
    assert struct.unpack(">II", data[16:24]) == (SIDE * 8, SIDE * 10)  # each with a pixel of white around it
    root = ElementTree.fromstring(text)
    assert "Neighbouring places are decoded to similar images" in root.get("aria-label")
    assert any("<mine>" in (e.text or "") for e in root.iter(f"{SVG}text"))


def test_more_than_400_images_are_not_shown():
    assert plane(grey, np.zeros((500, 2)), np.zeros(500, int)).count(">0</text>") == 400 + 4  # and the axes' own


def test_weights_that_ran_away_still_give_a_picture():
    means = np.array([[np.nan, 0], [np.inf, -np.inf], [1, 1]])
    text = plane(lambda z: np.full((len(z), 8, 8), np.nan), means, np.array([1, 2, 3]))
    root = ElementTree.fromstring(text)
    places = [e.get(name) for e in root.iter(f"{SVG}text") for name in "xy"]
    assert not any("nan" in x or "inf" in x for x in places)

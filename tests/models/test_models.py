"""The models that the command line trains: each is there by its name, and what is no model is refused."""

import re

import pytest

from ngteach import GraphError, models


@pytest.mark.parametrize("name", ["lstm", "", None, "__init__"])
def test_what_is_no_model_is_refused(name):
    with pytest.raises(GraphError, match=re.escape("there is no model") + ".*; there are"):
        models.load(name)

"""The changes that no test can notice are of lines that are still there."""

from pathlib import Path

HERE = Path(__file__).parent


def test_each_equivalent_change_names_a_line_that_is_there():
    for block in (HERE / "equivalent_mutants.txt").read_text(encoding="utf-8").split("\n\n"):
        reasons, (path, before, after) = block.splitlines()[:-3], block.splitlines()[-3:]
        assert reasons and all(line.startswith("# ") for line in reasons), block
        assert before[:2] == "- " and after[:2] == "+ " and before[2:] != after[2:], block
        lines = (HERE.parent / path).read_text(encoding="utf-8").splitlines()
        assert before[2:] in [line.strip() for line in lines], block

"""The changes that no test can notice are of lines that are still there."""

from itertools import takewhile
from pathlib import Path

HERE = Path(__file__).parent


def test_each_equivalent_change_has_a_reason_and_a_line_that_is_there():
    for block in (HERE / "equivalent_mutants.txt").read_text(encoding="utf-8").split("\n\n"):
        reasons = [*takewhile(lambda line: line.startswith("# "), block.splitlines())]
        path, *changes = block.splitlines()[len(reasons) :]
        found = {line.strip() for line in (HERE.parent / path).read_text(encoding="utf-8").splitlines()}
        assert reasons and changes, block
        for before, after in zip(changes[::2], changes[1::2], strict=True):
            assert before[:2] == "- " and after[:2] == "+ " and before != f"- {after[2:]}", block
            assert before[2:] in found, block

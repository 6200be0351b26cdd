"""Take the README's screenshot of the dashboard anew, in Chromium.

python docs/screenshots.py     writes docs/dashboard.png
"""

import sys
from pathlib import Path

import ngteach as ng

ROOT = Path(__file__).resolve().parents[1]


def trained():
    """A dashboard that went back once, and took another way."""
    board = ng.lab.dashboard()
    board.train(330)
    board.rate = 0.3
    board.train(200)
    board.go_to(330)
    board.rate = 0.03
    board.train(160)
    return board


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests/browser"))
    from look import look

    with look(trained(), width=1078, height=800) as page:
        page.wait_for_timeout(300)
        page.locator(".ngt").screenshot(path=ROOT / "docs/dashboard.png")

"""python -m ngteach.web.playground FOLDER: write the playground to index.html there."""

import sys

from .page import build_playground

if __name__ == "__main__":
    print(build_playground(sys.argv[1] if len(sys.argv) > 1 else "."))

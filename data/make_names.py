"""Make names/names.txt from the list that the PyPI package `names` ships:  python data/make_names.py dist.all.last

Needed only to check where the file comes from; the file itself is part of the repository.  The list is in the package's
source:  pip download names==0.3.0 --no-deps --no-binary :all:
"""

import sys
from pathlib import Path

MOST = 18_000  # of 88,799: the rarest of them has 1 bearer in 100,000

lines = Path(sys.argv[1]).read_text(encoding="ascii").splitlines()  # SMITH  1.006  1.006  1: percent, their sum, rank
names = dict.fromkeys(line.split()[0].lower() for line in lines)
text = "".join(f"{name}\n" for name in list(names)[:MOST])
(Path(__file__).parent / "names" / "names.txt").write_text(text, encoding="ascii", newline="\n")

"""The command line: ngteach train | show | fetch | lab.

    in:    what is typed
    out:   lines for a person, files, an exit status

This room knows all others.
"""

from .command import main

__all__ = ["main"]

"""The command line: ngteach train | show | fetch | lab | export.

in:     what is typed
out:    lines for a person, files, an exit status
knows:  all the others
"""

from .command import main

__all__ = ["main"]

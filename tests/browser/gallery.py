"""Every widget in one notebook, and what must be true of each wherever Python does not answer.

A film plays on: its sentences change.  A live widget is answered by the page.  Every other says at once that it waits,
or what it needs.
"""

from __future__ import annotations

from jupyter import write_notebook
from operate import ROWS, SETUP

WAITS = "Waiting for Python"
ALONE = ("run the cell", "Saved picture", "Python has stopped")
# The keys that go on, where it is not the arrow to the right: mostly one that asks Python to compute something.
# (Of two neighbours among the clip lab's examples the same is said.)
KEYS = {"clip_lab": "Space Space", "microscope": "+", "dashboard": "s", "digit_pad": "n", "attention": "ArrowLeft"}
KEYS |= {"parsons": "ArrowDown", "hunt": "ArrowDown ArrowDown"}

CLICKS = {"explorer": "g.node[data-fold]"}  # what is clicked where no key alone goes on


def write_gallery(path, names=None):
    """A notebook of these widgets, or of all, each in a cell of its own behind the first."""
    cells = [f"{name} = {expression}\n{name}" for name, (expression, _) in ROWS.items() if not names or name in names]
    write_notebook(path, [SETUP, *cells])


def sentence(root):
    """What the widget says below its picture."""
    return root.locator(".ngt-status").first.inner_text()


def steps(root, name, within=1500):
    """Go on in the widget of this name; has the sentence changed within so many ms, and not to "there is no Python"?"""
    root.scroll_into_view_if_needed()
    root.focus()
    before = sentence(root)
    go_on(root, name)
    try:
        root.page.wait_for_function(_ANSWERED, arg=[root.element_handle(), before, WAITS], timeout=within)
    except Exception as problem:  # Playwright's own TimeoutError
        if "Timeout" not in str(problem):
            raise
        return False
    return not is_alone(root)


def go_on(root, name):
    """A key, or a click."""
    if name in CLICKS:
        root.locator(CLICKS[name]).first.click()
    else:
        for key in KEYS.get(name, "ArrowRight").split():
            root.page.keyboard.press(key)


_ANSWERED = """([root, before, waits]) => {
  const said = root.querySelector('.ngt-status').textContent;
  return said !== before && !said.includes(waits);
}"""


def is_alone(root):
    """Does it say that there is no Python to ask, and leave no control that would ask it?"""
    return any(word in sentence(root) for word in ALONE)

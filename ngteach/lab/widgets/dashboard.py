"""The training dashboard: watch a run, change its rate while it runs, and go back to any step."""

from __future__ import annotations

import threading
import time
from typing import Any

import traitlets

from ...core.calling.errors import GraphError
from ...core.provenance import says_where
from ...data.digits import Dataset
from ...train.config import Config
from .dashboard_live import live_run
from .dashboard_view import DashboardView
from .dashboard_words import rate_words, rates_of, way_of
from .given import check_names, rate
from .lock import CountedLock
from .rewind import Rewind
from .widget import in_status

_SLICE = 0.03  # seconds of training before a button is listened to


@says_where()
def dashboard(data: Any = "digits", pace: float = 50, **config: Any) -> Dashboard:
    """A widget that trains a model and shows how.

    data: a name, a folder or a Dataset.   pace: steps a second, 0 for as many as there can be.
    config: what Config takes: epochs, batch, hidden, learning_rate, update, init, seed, backend, threads.
    From Python: start(), pause(), stop(), step(), go_to(step), train(steps), and .rate; .run is the run itself.
    """
    check_names(config, Config)
    if isinstance(data, Dataset):
        return Dashboard(Rewind(Config(data.name, **config), data), pace)
    return Dashboard(Rewind(Config(data, **config)), pace)


class Dashboard(DashboardView):
    """A run with buttons: it trains in a thread, which ends with whatever ends the training."""

    def __init__(self, run, pace=50):
        self._lock = CountedLock()  # the run and the traits belong to one thread at a time
        self._halt = threading.Event()
        self.thread: threading.Thread | None = None
        self.run, self._planned = run, max(run.steps_to_do, 1)
        self._first = run.weights["W0"].copy()
        shape = list(run.data.train_images.shape[1:])
        super().__init__(rate=run.rate, pace=rate(pace, "pace"), end=self._planned, tile_shape=shape)
        self.live = live_run(run, self._planned)
        self.on_msg(self._asked)
        self._rest("ready", lambda: f"Nothing is trained yet. {self.end:,} steps are ahead; Start, or Space, begins.")

    # ---- what a person does -------------------------------------------------

    def start(self):
        """Train in a thread, until pause(), stop(), the last planned step, or a loss that is not a number."""
        with self._lock:
            if self.state == "running":
                return
            self._plan()
            self._halt = threading.Event()  # each thread has its own: an old one cannot be woken again
            self.thread = threading.Thread(target=self._background, args=(self._halt,), daemon=True)
            self.state = "running"
            self.tell(f"Training with rate {rate_words(self.rate)}; move the rate while it runs.")
            self.thread.start()

    def pause(self):
        """Stand still where we are."""
        with self._lock:
            if self._stand_still():
                self._rest("paused", lambda: f"Paused after {self._so_far()}.")

    def stop(self):
        """Pause, and go back to the first weights; the curve stays until training leaves it."""
        with self._lock:
            self._stand_still()
            self.run.go_to(0)
            self._rest(
                "ready", lambda: "Stopped: the weights are the first ones again. The curve stays until you start anew."
            )

    def step(self):
        """Train one step."""
        with self._lock:
            self._stand_still()
            self._plan()
            self.run.step()
            self._rest("paused", lambda: f"One step with rate {rate_words(self.rate)}: {self._so_far()}.")

    def go_to(self, step):
        """Have the weights of any step of the line; training goes on from there."""
        with self._lock:
            self._stand_still()
            self.run.go_to(step)
            ahead = self.run.last - step
            leave = f" Training on leaves the {ahead:,} steps after it, in grey." if ahead else ""
            self._rest("paused", lambda: f"The weights as they were after {self._so_far()}.{leave}")

    def follow(self, way):
        """Have the weights after steps with these rates, such as ["0.1x120", "0.03x80"]; known ones are not trained."""
        with self._lock:
            rates = rates_of(way)
            self._stand_still()
            known = next((i for i, pair in enumerate(zip(rates, self.run.rates)) if pair[0] != pair[1]), None)
            self.run.go_to(min(len(rates), self.run.last) if known is None else known)
            self.end = max(self.end, len(rates))
            for rate in rates[self.run.steps :]:
                self.run.rate = rate
                self.run.step()
                if self.run.is_lost:
                    break
            self.run.rate = self.rate
            self._rest("paused", lambda: f"Trained to {self._so_far()}.")

    def train(self, steps):
        """Train that many steps and return when they are done: for notebooks and tests."""
        with self._lock:
            self._stand_still()
            goal = self.run.steps + steps
            self.end = max(self.end, goal)
            try:
                while not self._advance(goal):
                    self._show_if_due()
            finally:  # after Ctrl-C too
                self._rest("paused", lambda: f"Trained to {self._so_far()}.")
            self._tell_end()

    def close(self):
        """End the training and the widget."""
        with self._lock:
            self._stand_still()
            super().close()

    # ---- what the browser asks for ------------------------------------------

    @in_status
    def _asked(self, _, message, buffers):
        do = message.get("do")
        if do in ("start", "pause", "stop", "step"):
            getattr(self, do)()

    def set_state(self, sync_data):
        with self._lock:
            super().set_state(sync_data)

    def notify_change(self, change):
        with self._lock:
            super().notify_change(change)

    @traitlets.validate("rate")
    def _is_rate(self, proposal):
        rate = proposal["value"]
        if not abs(rate) <= 1e38:
            raise GraphError(f"rate must be a number, found {rate!r}")
        return rate

    @traitlets.validate("at")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), self.run.last)

    @traitlets.observe("at")
    @in_status
    def _at(self, change):
        if self.at != self.run.steps:
            self.go_to(self.at)

    @traitlets.observe("rate")
    @in_status
    def _rate(self, change):
        if self.rate != self.run.rate:
            self.run.rate = self.rate
            self.tell(f"From step {self.run.steps + 1:,} on the rate is {rate_words(self.rate)}.")

    @traitlets.observe("way")
    @in_status
    def _way(self, change):
        here = way_of(self.run.rates[: self.run.steps])
        if self.way != here:
            try:
                self.follow(self.way)
            except GraphError:
                self.way = here
                raise

    @traitlets.observe("change")
    @in_status
    def _change(self, change):
        self._tiles()
        what = "what training has changed in the first layer" if self.change else "the first layer as it is"
        self.tell(f"The tiles show {what}.")

    # ---- training -----------------------------------------------------------

    def _background(self, halt):
        """The thread: some steps, a look at the buttons, some steps.  It ends with whatever ends the training."""
        clock, pace, began, done = time.monotonic, self.pace, time.monotonic(), 0
        try:
            while not halt.is_set():
                if self._lock.wanted:  # a button comes first
                    halt.wait(0.001)
                    continue
                with self._lock:
                    if halt.is_set():
                        return
                    if self.pace != pace:
                        pace, began, done = self.pace, clock(), 0
                    here = self.run.steps
                    due = int((clock() - began) * pace) + 1 - done if pace else self.end
                    if self._advance(min(here + due, self.end)) and self._over():
                        return
                    done += self.run.steps - here
                    self._show_if_due()
                halt.wait(min(0.05, 1 / pace) if pace else 0)
        except Exception as problem:  # a thread has no caller; the status line is where it is seen
            with self._lock:
                self.state = "paused"
                self.fail(problem)

    def _advance(self, goal):
        """Train towards that step for a moment; True when it is reached, or the loss is no longer a number."""
        until = time.monotonic() + _SLICE
        while self.run.steps < goal:
            self.run.step()
            if self.run.is_lost or time.monotonic() > until:
                break
        return self.run.steps >= goal or self.run.is_lost

    def _over(self):
        """Does the training end here?  Then say so."""
        if self.run.steps < self.end and not self.run.is_lost:
            return False
        self._rest("paused", lambda: "")
        self._tell_end()
        return True

    def _tell_end(self):
        if self.run.is_lost:
            since = f"The loss is not a number from step {self.run.steps:,} on: the weights are lost."
            self.tell(f"{since} Go back to a step before it, and train again with a smaller rate.")
        elif self.run.steps >= self.end:
            self.state = "done"
            self.tell(f"Done: {self._so_far()}. Go back and try another rate, or Go on to train further.")

    def _plan(self):
        if self.run.steps >= self.end:
            self.end = self.run.steps + self._planned

    def _stand_still(self):
        """Halt the thread; was there one?  We have the lock, so it is between two steps, and there it ends."""
        self._halt.set()
        return self.state == "running"

// What Python's dashboard would answer, where there is none: it trains here, in pieces, and listens in between.

const SLICE = 30; // ms of training before a question is listened to
const EVERY = 100; // ms between two updates of the page, at least
const TEST_PATIENCE = 8; // a test that takes t ms is followed by 8 t of training

function answers(engine, live, state, tell) {
  const { facts } = live;
  const run = rewinding(engine, live, state.line);
  const first = live.arrays.first0;
  const clock = () => performance.now();
  let halted = { over: true }; // the training that is under way; each has its own, so that an old one stays ended
  let accuracy = 0;
  let caughtUp = false;
  let [tested, cost, due] = [-Infinity, 0, 0];
  run.rate = NaN; // until the first question, which may be about the rate
  const so = () => soFar(run, accuracy);

  // ---- what a person does
  const actions = {
    // Train until pause, stop, the last planned step, or a loss that is not a number.
    start() {
      if (state.state === "running" && !halted.over) return;
      plan();
      halted = { over: false };
      tell({ state: "running", status: `Training with rate ${rateWords(state.rate)}; move the rate while it runs.` });
      train(halted);
    },
    pause() {
      if (standStill()) rest("paused", () => `Paused after ${so()}.`);
    },
    // Pause, and go back to the first weights; the curve stays until training leaves it.
    async stop() {
      standStill();
      await run.goTo(0, breathe());
      rest("ready", () => "Stopped: the weights are the first ones again. The curve stays until you start anew.");
    },
    step() {
      standStill();
      plan();
      run.step();
      rest("paused", () => `One step with rate ${rateWords(state.rate)}: ${so()}.`);
    },
  };
  // Have the weights of any step of the line; training goes on from there.
  async function goTo(step) {
    standStill();
    await run.goTo(step, breathe());
    const ahead = run.last() - step;
    const leave = ahead ? ` Training on leaves the ${ahead.toLocaleString("en")} steps after it, in grey.` : "";
    rest("paused", () => `The weights as they were after ${so()}.${leave}`);
  }
  // Have the weights after steps with these rates; what is known is not trained again.
  async function follow(way) {
    const rates = ratesOf(way);
    if (!rates) {
      tell({ way: wayOf(run.rates.slice(0, run.steps)) });
      const most = MOST_STEPS.toLocaleString("en");
      throw new engine.GraphError(`a way is a list such as ['0.1x120', '0.03x80'], of at most ${most} steps`);
    }
    standStill();
    tell({ end: Math.max(state.end, rates.length) });
    await goAlong(rates);
    rest("paused", () => `Trained to ${so()}.`);
  }
  async function goAlong(rates) {
    const known = rates.findIndex((rate, i) => i < run.last() && rate !== run.rates[i]);
    const rested = breathe();
    await run.goTo(known < 0 ? Math.min(rates.length, run.last()) : known, rested);
    while (run.steps < rates.length && !run.isLost()) {
      run.rate = rates[run.steps];
      run.step();
      await rested();
    }
  }
  // Python may have gone while it trained: what it had not left for the page yet, the page trains again.
  async function catchUp() {
    if (caughtUp) return;
    caughtUp = true;
    if (state.state === "running" && isElsewhere(state.way)) await goAlong(ratesOf(state.way) ?? []);
  }
  function isElsewhere(way) {
    return JSON.stringify(way) !== JSON.stringify(wayOf(run.rates.slice(0, run.steps)));
  }
  async function ask(values, message) {
    await catchUp();
    const goes = "way" in values && isElsewhere(state.way);
    if (goes) await follow(state.way);
    if ("rate" in values && !goes) changeRate(state.rate);
    else run.rate = state.rate;
    if ("change" in values) changeTiles();
    if ("at" in values) {
      const at = Math.max(0, Math.min(run.last(), Math.round(state.at)));
      if (at === run.steps) tell({ at });
      else await goTo(at);
    }
    await actions[message?.do]?.();
  }
  function changeRate(rate) {
    if (!(Math.abs(rate) <= 1e38)) {
      tell({ rate: run.rate });
      throw new engine.GraphError(`rate must be a number, found ${rate}`);
    }
    if (rate === run.rate) return;
    run.rate = rate;
    tell({ status: `From step ${(run.steps + 1).toLocaleString("en")} on the rate is ${rateWords(rate)}.` });
  }
  function changeTiles() {
    const what = state.change ? "what training has changed in the first layer" : "the first layer as it is";
    tell({ ...tiles(), status: `The tiles show ${what}.` });
  }

  // ---- training
  // Some steps, a look at what is asked, some steps.
  function train(mine) {
    let [pace, began, done] = [state.pace, clock(), 0];
    const piece = () => {
      if (mine.over) return;
      if (state.pace !== pace) [pace, began, done] = [state.pace, clock(), 0];
      const here = run.steps;
      const wanted = pace ? Math.floor(((clock() - began) / 1000) * pace) + 1 - done : state.end;
      if (advance(Math.min(here + wanted, state.end)) && isOver()) return;
      done += run.steps - here;
      showIfDue();
      setTimeout(guarded, pace ? Math.min(50, 1000 / pace) : 0);
    };
    const guarded = () => {
      try {
        piece();
      } catch (problem) {
        mine.over = true;
        tell({ state: "paused", failed: true, status: problem.message });
      }
    };
    setTimeout(guarded, 0);
  }
  // Train towards that step for a moment; true when it is reached, or the loss is no longer a number.
  function advance(goal) {
    const until = clock() + SLICE;
    while (run.steps < goal) {
      run.step();
      if (run.isLost() || clock() > until) break;
    }
    return run.steps >= goal || run.isLost();
  }
  // Does the training end here?  Then say so.
  function isOver() {
    if (run.steps < state.end && !run.isLost()) return false;
    standStill();
    rest("paused", () => "");
    const since = `The loss is not a number from step ${run.steps.toLocaleString("en")} on: the weights are lost.`;
    if (run.isLost()) tell({ status: `${since} Go back to a step before it, and train again with a smaller rate.` });
    else tell({ state: "done", status: `Done: ${so()}. Go back and try another rate, or Go on to train further.` });
    return true;
  }
  function plan() {
    if (run.steps >= state.end) tell({ end: run.steps + facts.planned });
  }
  // Halt the training; was there one?
  function standStill() {
    const was = state.state === "running";
    halted.over = true;
    return was;
  }
  // Awaited between two steps of a replay, it lets others have a turn after each slice.
  function breathe() {
    let until = clock() + SLICE;
    return async () => {
      if (clock() < until) return;
      await new Promise((go) => setTimeout(go, 0));
      until = clock() + SLICE;
    };
  }

  // ---- showing
  // Show it all, as it is now, and say so; the sentence is made last, when it has been tested.
  function rest(name, sentence) {
    const counts = test();
    tell({ ...counts, ...shown(), state: name, status: sentence() });
  }
  // At most ten times a second, and most of the time is for training.
  function showIfDue() {
    const began = clock();
    if (began < due) return;
    const counts = began - tested > TEST_PATIENCE * cost ? test() : {};
    tell({ ...counts, ...shown() });
    due = Math.max(began + EVERY, clock() + TEST_PATIENCE * (clock() - began));
  }
  function test() {
    const began = clock();
    const predictions = run.predictions();
    tested = clock();
    cost = tested - began;
    accuracy = run.accuracy(predictions);
    return { counts: run.confusion(predictions) };
  }
  function shown() {
    const end = Math.max(state.end, run.last());
    return {
      last: run.last(), end, at: run.steps, curves: curvesOf(run, end), code: programOfRun(run, facts.beginning, facts.rate),
      way: wayOf(run.rates.slice(0, run.steps)), ...tiles(), readings: readingsOf(run, accuracy, facts),
    };
  }
  function tiles() {
    return tilesOf(run.weights()[0], first, state.change);
  }

  return { ask, close: standStill };
}

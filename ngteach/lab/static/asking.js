// Asking Python: the answer may be late (a slow hub, a busy kernel), or never come (a restart, a page without Python).
// What is shown then says so, and what was put here by hand stays until Python has answered just that.
// A widget that is live (live.js) is answered by the page while there is no Python.

const NO_ANSWER = {
  late: "Waiting for Python…",
  restarted: "Python was restarted: run the cell again.",
  stopped: "Python has stopped: start it, and run the cell again.",
  saved: "Saved picture: run the cell to change it.",
};
const COMPUTES = {
  [NO_ANSWER.restarted]: "Python was restarted: this page computes it itself now.",
  [NO_ANSWER.stopped]: "Python has stopped: this page computes it itself now.",
  [NO_ANSWER.saved]: "This page computes it itself.",
};
const PATIENCE = 150; // ms; most answers come within 100
const LONG_WAIT = 8000;

// put(model, {step: 3}) tells Python; nothing that is shown waits for it.
function put(model, values) {
  byHand(() => Object.entries(values).forEach(([name, value]) => model.set(name, value)));
  model.save_changes();
}

// What changes a trait in here was done by this person; every other change came from Python.
let hands = 0;
function byHand(action) {
  hands++;
  try {
    action();
  } finally {
    hands--;
  }
}

// Who needs Python is disabled while there is none; otherwise as its widget wants it.
const lame = new WeakMap(); // input -> why, for as long as it cannot be used
const wanted = new WeakMap(); // input -> does its widget want it disabled?

// A disabled control has no focus: the widget takes it, so that its keys go on working.
function disable(input, on) {
  wanted.set(input, on);
  const off = on || lame.has(input);
  if (off && input === document.activeElement) input.closest(".ngt").focus({ preventScroll: true });
  input.disabled = off;
}

// {ask(values, message), needs(...controls), late(), alone(), here(), broken(), start, expect, close}
//   late, alone, here, broken   sentences, or "": the answer is late; nobody answers; the page does; why it cannot
//   expect()   a question will soon be put: somebody points at the widget
//   live   {engine, answers, traits} of live.js, for a widget that can be answered by the page
function asking(model, el, onchange, live) {
  const kernel = model.widget_manager?.kernel;
  const sent = new Map(); // number of the question -> when it was asked
  const mine = new Map(); // trait -> the value put here, until Python has answered
  const guarded = new Map();
  const needing = new Map(); // input -> the title it has otherwise
  let met = false; // was there ever a Python behind this view?
  let gone = false; // was it restarted?
  let issued = 0;
  let why = "";
  let late = "";
  let timer = null;
  let broken = ""; // why the page cannot answer
  let since = {}; // what the page was asked, which Python has not heard

  const asked = () => model.get("asked") ?? 0;
  const due = () => asked() > (model.get("answered") ?? 0);

  const page = live && answeredHere(model, live, {
    told: (news) => Object.entries(news).forEach(([name, value]) => model.set(name, value)),
    answered: (number) => model.set("answered", Math.max(number, model.get("answered") ?? 0)),
    broken(words) {
      broken = `This page cannot compute it: ${words}`;
      page.close();
      model.set("answered", asked());
      needing.forEach((_, input) => limp(input));
      wait();
    },
  });
  const here = () => Boolean(why && page && !broken && canLive(model));
  function renew() {
    page.close();
    broken = "";
  }
  if (page) model.on("change:live", renew);

  // Jupyter marks the views of a page that never had a Python.  Of a restart anywidget's views are not told.
  function whyNot() {
    if (gone) return NO_ANSWER.restarted;
    if (el.closest(".jupyter-widgets-disconnected")) return met ? NO_ANSWER.restarted : NO_ANSWER.saved;
    return kernel?.isDisposed || ["dead", "terminating"].includes(kernel?.status) ? NO_ANSWER.stopped : "";
  }
  function hear(_, status) {
    gone ||= status === "restarting" || status === "autorestarting"; // or it fell, and Jupyter started another
    check();
  }
  function check() {
    const now = whyNot();
    met ||= !now;
    if (now === why) return;
    const back = why && !now;
    why = now;
    needing.forEach((_, input) => limp(input));
    if (back) page?.close();
    if (back && (due() || Object.keys(since).length)) {
      ask({ ...since, ...Object.fromEntries(mine) }); // what was on its way when the line broke, or asked since
      since = {};
    } else if (here() && due()) answerHere(asked(), Object.fromEntries(mine), null);
    wait();
  }
  function answerHere(number, values, message) {
    Object.assign(since, values);
    page.ask(number, values, message);
  }
  function limp(input) {
    const title = needing.get(input);
    const off = why && !here();
    if (off) lame.set(input, why);
    else lame.delete(input);
    disable(input, wanted.get(input) ?? false);
    if (off) input.title = why;
    else if (title) input.title = title;
    else input.removeAttribute("title");
  }

  // A question and what it changes.  message: for Python's on_msg.  False if there is nobody to ask.
  function ask(values = {}, message = null) {
    check();
    if (why && !here()) {
      onchange(why);
      return false;
    }
    const number = (issued = Math.max(asked(), model.get("answered") ?? 0, issued) + 1); // an echo may set `asked` back
    Object.keys(values).forEach(guard);
    byHand(() => Object.entries(values).forEach(([name, value]) => model.set(name, value)));
    if (message && !why) model.save_changes();
    model.set("asked", number);
    if (why) answerHere(number, values, message);
    else if (message) model.send({ ...message, asked: number });
    else model.save_changes();
    return true;
  }
  // An answer to an older question does not move what was put here since.
  function guard(name) {
    if (guarded.has(name)) return;
    const keep = () => {
      if (hands) mine.set(name, model.get(name));
      else if (due() && mine.has(name) && model.get(name) !== mine.get(name)) model.set(name, mine.get(name));
    };
    guarded.set(name, keep);
    model.on(`change:${name}`, keep);
  }

  // Late is what was asked more than PATIENCE ago.
  function wait() {
    const now = Date.now();
    if (due() && !sent.has(asked())) sent.set(asked(), now);
    for (const number of sent.keys()) if (number <= (model.get("answered") ?? 0)) sent.delete(number);
    if (!due()) {
      sent.clear();
      mine.clear();
    }
    clearTimeout(timer);
    const age = sent.size ? now - Math.min(...sent.values()) : 0;
    const nobody = why && !here();
    late = nobody || !sent.size || age < PATIENCE ? "" : why ? "Computing…" : NO_ANSWER.late;
    if (late && !why && age >= LONG_WAIT) late = `${NO_ANSWER.late} It is busy, or has to be started again.`;
    const next = age < PATIENCE ? PATIENCE - age : LONG_WAIT - age;
    if (sent.size && !nobody && next > 0) timer = setTimeout(wait, next);
    onchange();
  }

  const watcher = new MutationObserver(check);
  watcher.observe(el, { attributes: true, attributeFilter: ["class"] });
  kernel?.statusChanged?.connect(hear);
  model.on("change:asked", wait);
  model.on("change:answered", wait);
  requestAnimationFrame(check); // only now is it in the page

  // needs(button, slider, toolbar): these, or all that is in them, can be used only with Python.
  function needs(...controls) {
    for (const control of controls) {
      const element = control.input ?? control.element ?? control;
      const inside = element.matches("button, input, select, textarea") ? [element] : element.querySelectorAll("button, input, select, textarea");
      for (const input of inside) {
        if (needing.has(input)) continue;
        needing.set(input, input.getAttribute("title"));
        if (!wanted.has(input)) wanted.set(input, input.disabled);
        if (why) limp(input);
      }
    }
  }
  function close() {
    clearTimeout(timer);
    page?.close();
    if (page) model.off("change:live", renew);
    watcher.disconnect();
    kernel?.statusChanged?.disconnect(hear);
    model.off("change:asked", wait);
    model.off("change:answered", wait);
    guarded.forEach((keep, name) => model.off(`change:${name}`, keep));
  }
  const refused = () => (page && refusedBy(model) ? `This page cannot compute it: ${refusedBy(model)}` : "");
  const whyNotHere = () => why && (broken || refused());
  const alone = () => (here() ? "" : why);
  const computes = () => (here() ? COMPUTES[why] : "");
  const expect = () => here() && page.begin();
  const start = () => (check(), wait());
  return { ask, needs, late: () => late, alone, here: computes, broken: whyNotHere, start, expect, close };
}

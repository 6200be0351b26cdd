// The frame of a widget: controls in a row, the picture, one sentence; its keys, its timers, and its way to Python.

// What a film says when it is alone: all that it shows is true, but what needs Python is disabled.
const FILM_ALONE = {
  [NO_ANSWER.restarted]: "Python was restarted: run the cell again. This film plays on without it.",
  [NO_ANSWER.stopped]: "Python has stopped. This film plays on without it.",
  [NO_ANSWER.saved]: "A saved film: it plays without Python.",
};

// What a form says when it is alone: it judges and shows by itself, but what is typed into it is not kept.
const FORM_ALONE = {
  [NO_ANSWER.restarted]: "Python was restarted: run the cell again, so that it keeps what you write.",
  [NO_ANSWER.stopped]: "Python has stopped: it does not keep what you write.",
  [NO_ANSWER.saved]: "This page does not keep what you write.",
};

// Returns {root, controls, picture, status, follow, every, say, announce, guard, ask, needs, here, record, close}.
//   label    what a screen reader calls the widget
//   keys     {" ": step, ArrowRight: next, ...}, for when the focus is not in a field that wants the key itself
//   hint     the keys in words, shown at the right of the sentence
//   film     the trait that numbers the records of model.get("film"): the sentence is then record().sentence, and
//            never comes from Python unless it has failed; so a film plays without Python
//   form     is it one that judges by itself?  It has no controls above it, and says what it says with say()
//   undo     the traits that Undo and Ctrl+Z set back;  redo(values) sets them, and is f.ask if it is not given
//   alone    what it says where there is no Python, if it goes on without it: {a sentence of NO_ANSWER: words}; a film's
//            own words if it is not given
//   live     `answering` of a widget that the page can answer where there is no Python (live.js)
//   code()   the Python that makes what is seen;  it is the trait `code` if it is not given
//   drawing()  the element that Save SVG saves;  the graph, or else the whole picture
//   links    {trait: is this value one for it?} of what a link to this moment keeps;  without it, the place in the film
//   follow(["a", "b"], draw)   calls draw now, and whenever one of the traits has changed (once for all of a message)
//   ask({a: 1}, message)   asks Python, or the page (asking.js);  needs(...controls): these need one of them
//   here()   is it the page that answers?
//   announce(words)   says it for a moment
//   render returns close, which takes the listeners away.
function frame(model, el, options) {
  const { label, keys = {}, hint = "", film = null, form = false } = options;
  const goesOn = options.alone ?? (form ? FORM_ALONE : film ? FILM_ALONE : null);
  const controls = h("div", { class: "ngt-controls", role: "toolbar", "aria-label": `${label}: controls` });
  const bar = h("div", { class: "ngt-bar" }, controls);
  const picture = h("div", { class: "ngt-picture" });
  const status = h("p", { class: "ngt-status", role: "status", "aria-live": "polite" });
  const who = h("span", {}); // computes it, if it is not Python
  const keysLine = h("span", { class: "ngt-keys" }, hint);
  const hintLine = h("p", { class: "ngt-hint" }, who, keysLine);
  const foot = h("div", { class: "ngt-foot" }, status, hintLine);
  const root = h("div", { class: "ngt", tabindex: 0, role: "group", "aria-label": label }, bar, picture, foot);
  bar.hidden = form;
  mark(root, "ngt-form", form);
  root.dataset.lmSuppressShortcuts = "true"; // JupyterLab's name for: keys typed here are not yours

  const listeners = [];
  const timers = [];
  let said = { text: "", failed: false };
  let momentary = null;
  function say(text, failed = false) {
    said = { text, failed };
    clearTimeout(momentary);
    momentary = null;
    show();
  }
  function announce(text) {
    clearTimeout(momentary);
    momentary = setTimeout(() => ((momentary = null), show()), 4000);
    setText(status, text);
    mark(status, "ngt-failed", false);
  }
  // Without Python a film plays on, and its own sentences are true; anything else is not, and says so.
  function show(refused = "") {
    const [late, alone, here] = [python.late(), python.alone(), python.here()];
    mark(root, "ngt-waiting", late);
    mark(root, "ngt-alone", alone && !goesOn && alone !== NO_ANSWER.saved);
    picture.setAttribute("aria-busy", String(Boolean(late)));
    const broken = python.broken();
    setText(who, here ? `${here} ` : alone && goesOn ? broken || goesOn[alone] : "");
    setText(keysLine, alone ? "" : hint); // no keys that would do nothing
    mark(hintLine, "ngt-hint-alone", here || (alone && goesOn));
    if (refused) return announce(goesOn ? "This needs Python: run the cell again." : refused); // the rest of a film plays
    if (momentary && !late && !alone) return;
    const instead = late || (goesOn ? "" : broken || alone);
    setText(status, instead || said.text);
    mark(status, "ngt-failed", instead ? instead === broken : said.failed);
  }
  // No error may vanish: what a handler throws is shown in the sentence.
  function guard(action, ...args) {
    try {
      return action(...args);
    } catch (problem) {
      say(`This widget met an error: ${problem.message}`, true);
      console.error(problem);
    }
  }
  function follow(names, draw) {
    let due = false;
    const later = () => {
      if (due) return;
      due = true;
      queueMicrotask(() => {
        due = false;
        guard(draw);
      });
    };
    for (const name of names) {
      model.on(`change:${name}`, later);
      listeners.push([`change:${name}`, later]);
    }
    guard(draw);
  }
  // every(ms, action): a timer that ends with the widget; returns what stops it.
  function every(ms, action) {
    const timer = setInterval(() => guard(action), ms);
    timers.push(timer);
    return () => clearInterval(timer);
  }
  const python = asking(model, el, show, options.live);
  const record = () => model.get("film")[model.get(film)];
  const f = { root, controls, picture, status, follow, every, say, announce, guard, record, ask: python.ask, needs: python.needs, here: () => Boolean(python.here()) };
  const more = extras(model, f, options);
  bar.append(more.element);
  root.addEventListener("keydown", (event) => onKey(event, root, keys, guard, more.undo));
  ["pointerenter", "focusin"].forEach((event) => root.addEventListener(event, python.expect));
  el.append(root);
  python.start();
  model.linked?.({ kept: options.links ?? (film ? { [film]: wholeBelow(() => model.get("film").length) } : {}), set: setAgain });
  // As a link says: the place in the film is known here, of anything else the widget knows who is asked.
  function setAgain({ [film]: at, ...others }) {
    if (at !== undefined) put(model, { [film]: at });
    if (Object.keys(others).length) setTimeout(() => guard(options.redo ?? f.ask, others)); // a new place chooses, too
  }
  f.close = () => {
    for (const [name, listener] of listeners) model.off(name, listener);
    timers.forEach(clearInterval);
    clearTimeout(momentary);
    more.close();
    python.close();
  };
  const spoken = () => say(model.get("status"), model.get("failed"));
  if (form) follow(["status", "failed"], () => model.get("failed") && spoken());
  else if (!film) follow(["status", "failed"], spoken);
  else {
    follow(["status", "failed"], () => model.get("failed") && spoken());
    follow([film, "film"], () => say(record()?.sentence ?? model.get("status")));
    follow(["failed"], () => say(model.get("failed") ? model.get("status") : (record()?.sentence ?? ""), model.get("failed")));
  }
  return f;
}

// For links: is it one of the whole numbers from `least` to below end()?
function wholeBelow(end, least = 0) {
  return (value) => Number.isInteger(value) && value >= least && value < end();
}

const TYPED = new Set(["text", "number", "search"]);
const MOVED = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

// Does the focused element want this key for itself?
function wantsKey(target, key) {
  const tag = target.tagName;
  if (tag === "TEXTAREA" || tag === "SELECT" || (tag === "INPUT" && TYPED.has(target.type))) return true;
  if (tag === "INPUT" && target.type === "range") return MOVED.has(key);
  return (tag === "BUTTON" || tag === "INPUT" || tag === "SUMMARY") && (key === " " || key === "Enter");
}

function onKey(event, root, keys, guard, undo) {
  event.stopPropagation(); // otherwise b in a widget would insert a cell
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey && !event.altKey) {
    if (!undo || event.defaultPrevented || wantsKey(event.target, "z")) return; // a field has its own
    event.preventDefault();
    return guard(undo);
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const cell = root.closest(".jp-Cell");
    if (cell) cell.focus();
    if (root.contains(document.activeElement)) document.activeElement.blur();
    return;
  }
  const action = keys[event.key];
  if (!action || event.defaultPrevented || wantsKey(event.target, event.key)) return;
  event.preventDefault();
  guard(action, event);
}

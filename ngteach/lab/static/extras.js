// What every widget can do besides: take back, give its Python, give a link to this moment, save its picture.

// {element, undo, close}: the small buttons at the right of the controls.   f: the frame.
function extras(model, f, { undo = [], redo = f.ask, code = () => model.get("code") ?? "", drawing } = {}) {
  const past = undo.length ? changesOf(model, undo, f.root) : null;
  const small = (label, title, act) => button(label, () => f.guard(act), { class: "ngt-button ngt-small-button", title });
  const back = small("Undo", "Take back the last change (Ctrl+Z)", takeBack);
  const copy = small("Copy code", "Copy the Python that makes what is seen", copyCode);
  const link = small("Copy link", "Copy a link that shows this page as you see it here", copyLink);
  const save = small("Save SVG", "Save the picture as a file", () => {
    saveSvg(drawing?.() ?? f.picture.querySelector(".ngt-graph > svg") ?? f.picture, `${f.root.getAttribute("aria-label")}.svg`);
    f.announce("The picture was saved as a file in SVG.");
  });
  if (past && redo === f.ask) f.needs(back);

  function takeBack() {
    if (!past) return;
    const values = past.pop();
    if (!values) return f.announce("There is nothing to take back.");
    if (redo(values) !== false) f.announce(`Taken back: ${Object.keys(values).join(", ")}.`);
    show();
  }
  async function copyCode() {
    const text = code();
    const lines = text.trim().split("\n").length;
    const done = await copyText(text);
    f.announce(done ? `Copied ${counted(lines, "line")} of Python.` : "The browser did not let the code be copied.");
  }
  // Only a page has an address (model.link, of web/static/page.js).
  async function copyLink() {
    const done = await copyText(model.link());
    const where = location.protocol === "file:" ? "It leads to the file on this computer." : "Whoever opens it sees what you see here.";
    f.announce(done ? `Copied the link. ${where}` : "The browser did not let the link be copied.");
  }
  function show() {
    copy.hidden = !code();
    if (past) disable(back, past.empty());
  }
  f.follow(["code", ...undo], () => queueMicrotask(show));
  const buttons = [...(past ? [back] : []), copy, ...(model.link ? [link] : []), save];
  const element = h("div", { class: "ngt-extras", role: "group", "aria-label": "This picture" }, ...buttons);
  return { element, undo: past && takeBack, close: () => past?.close() };
}

// What the traits were before each change made here.  One press, one drag, one held key is one change.
function changesOf(model, traits, root) {
  const stack = []; // of {values: {trait: what it was}, gesture, task}
  const now = Object.fromEntries(traits.map((name) => [name, model.get(name)]));
  let back = false;
  let gesture = 0;
  let held = false; // the button of the mouse, or a key
  let task = 0; // a button that sets three traits has made one change
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const noted = (name) => () => {
    const before = now[name];
    now[name] = model.get(name);
    if (back || !hands || same(before, now[name])) return;
    const last = stack.at(-1);
    const one = last?.gesture === gesture && (last.task === task || (held && name in last.values));
    if (!one) stack.push({ values: {}, gesture, task });
    const { values } = stack.at(-1);
    if (!(name in values)) values[name] = before;
    setTimeout(() => task++);
  };
  const begin = (event) => {
    if (!event.repeat) gesture++;
    held = true;
  };
  // After all who hear of it: what is drawn when the pen is lifted belongs to its stroke.
  const end = () => {
    const ended = gesture;
    setTimeout(() => (held = held && gesture !== ended));
  };
  ["pointerdown", "keydown"].forEach((event) => root.addEventListener(event, begin, true));
  ["pointerup", "pointercancel", "keyup"].forEach((event) => addEventListener(event, end, true));
  const listeners = traits.map((name) => [`change:${name}`, noted(name)]);
  listeners.forEach(([event, listener]) => model.on(event, listener));
  function pop() {
    const step = stack.pop();
    if (!step) return null;
    back = true;
    setTimeout(() => (back = false)); // what is drawn after it chooses, too
    return step.values;
  }
  const close = () => {
    listeners.forEach(([event, listener]) => model.off(event, listener));
    ["pointerup", "pointercancel", "keyup"].forEach((event) => removeEventListener(event, end, true));
  };
  return { pop, empty: () => !stack.length, close };
}

// Pages that are not on https have no clipboard object.
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = document.activeElement;
    const field = h("textarea", { class: "ngt-hidden", "aria-hidden": "true", tabindex: -1 });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus?.({ preventScroll: true });
    return done;
  }
}

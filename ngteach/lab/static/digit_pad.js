// The digit pad: here is drawn; Python, or the page, counts, reads, and explains; digit_pad_picture.js shows that.

const SIDE = 32;
const PANEL_TRAITS = ["seen", "looked", "p", "target", "predicted", "as_it_is", "of"];
const POINT = 10; // pixels of the canvas for each point

function render({ model, el }) {
  const pad = h("canvas", { width: SIDE * POINT, height: SIDE * POINT, "aria-hidden": "true" });
  const spoken = h("p", { class: "ngt-hidden", "aria-live": "polite" });
  const board = h("div", {
    class: "ngt-pad-board",
    tabindex: 0,
    role: "application",
    "aria-label": "Drawing pad, 32 by 32 points. Arrows move the pen, Space paints, Shift with arrows paints along, e erases, Delete clears.",
  }, pad);
  const f = frame(model, el, {
    label: "Digit pad",
    hint: "arrows move, Space paints, n takes an example",
    undo: ["ink"],
    live: answering,
    links: { ink: (points) => points.length === SIDE * SIDE && /^[01]+$/.test(points),
      target: wholeBelow(() => model.get("classes"), -1), of: (name) => name === "logit" || name === "p" },
    keys: {
      " ": () => paint(cursor, cursor),
      ArrowLeft: (event) => move(0, -1, event),
      ArrowRight: (event) => move(0, 1, event),
      ArrowUp: (event) => move(-1, 0, event),
      ArrowDown: (event) => move(1, 0, event),
      Delete: clear,
      Backspace: clear,
      e: () => eraser(!erase),
      n: example,
    },
  });

  let ink = model.get("ink").split("");
  let cursor = { row: 16, column: 16 };
  let shown = false; // the cursor is for those who use the keyboard
  let erase = false;
  let stroke = null;
  let due = null;

  // ---- painting
  const brush = model.get("brush"); // the squared radius of the pen, in points
  const reach = Math.ceil(Math.sqrt(brush));
  // The same points as inked() of Python's data/bitmaps.py.
  function paint(from, to) {
    const steps = Math.ceil(2 * Math.max(Math.abs(to.row - from.row), Math.abs(to.column - from.column), 0.5));
    for (let k = 0; k <= steps; k++) {
      const row = from.row + ((to.row - from.row) * k) / steps;
      const column = from.column + ((to.column - from.column) * k) / steps;
      for (let i = Math.max(0, Math.floor(row) - reach); i <= Math.min(SIDE - 1, row + reach); i++)
        for (let j = Math.max(0, Math.floor(column) - reach); j <= Math.min(SIDE - 1, column + reach); j++)
          if ((i - row) * (i - row) + (j - column) * (j - column) <= brush) ink[i * SIDE + j] = erase ? "0" : "1";
    }
    draw();
    tell();
    if (shown) speak(erase ? "erased" : "painted");
  }
  // Python reads at most twenty drawings a second, the page one a frame.
  function tell() {
    due ??= setTimeout(flush, f.here() ? 16 : 50);
  }
  function flush() {
    clearTimeout(due);
    due = null;
    if (f.ask({ ink: ink.join("") })) return;
    ink = model.get("ink").split(""); // there is nobody to read it
    stroke = null;
    draw();
  }
  function clear() {
    ink.fill("0");
    draw();
    flush();
    say("cleared");
  }
  function example() {
    clearTimeout(due);
    due = null;
    f.ask({ ink: model.get("next_example") });
  }
  function eraser(on) {
    erase = on;
    rubber.set(on);
    say(on ? "the pen erases" : "the pen paints");
  }

  // ---- keyboard
  function move(down, right, event) {
    const inside = (k) => Math.max(0, Math.min(SIDE - 1, k));
    const before = cursor;
    cursor = { row: inside(cursor.row + down), column: inside(cursor.column + right) };
    shown = true;
    if (event.shiftKey) paint(before, cursor);
    else speak(ink[cursor.row * SIDE + cursor.column] === "1" ? "ink" : "empty");
    draw();
  }
  const say = (words) => setText(spoken, words);
  const speak = (what) => say(`row ${cursor.row}, column ${cursor.column}, ${what}`);

  // ---- mouse and finger
  function at(event) {
    const box = pad.getBoundingClientRect();
    const point = (k, size) => (k / size) * SIDE - 0.5;
    return { row: point(event.clientY - box.top, box.height), column: point(event.clientX - box.left, box.width) };
  }
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    shown = false;
    stroke = at(event);
    paint(stroke, stroke);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const next = at(event);
    paint(stroke, next);
    stroke = next;
  });
  const lift = () => {
    if (stroke) flush();
    stroke = null;
  };
  pad.addEventListener("pointerup", lift);
  pad.addEventListener("pointercancel", lift);
  board.addEventListener("focus", () => {
    shown = board.matches(":focus-visible");
    draw();
  });
  board.addEventListener("blur", () => {
    shown = false;
    draw();
  });

  function draw() {
    const colour = (name) => getComputedStyle(f.root).getPropertyValue(name);
    const pen = pad.getContext("2d");
    pen.clearRect(0, 0, pad.width, pad.height);
    pen.fillStyle = getComputedStyle(f.root).color;
    ink.forEach((on, k) => {
      if (on === "1") pen.fillRect((k % SIDE) * POINT, Math.floor(k / SIDE) * POINT, POINT, POINT);
    });
    pen.strokeStyle = colour("--ngt-line");
    pen.lineWidth = 1;
    pen.beginPath();
    for (let k = 4; k < SIDE; k += 4) {
      pen.moveTo(k * POINT + 0.5, 0);
      pen.lineTo(k * POINT + 0.5, pad.height);
      pen.moveTo(0, k * POINT + 0.5);
      pen.lineTo(pad.width, k * POINT + 0.5);
    }
    pen.stroke();
    if (!shown) return;
    pen.strokeStyle = colour("--ngt-lit-edge");
    pen.lineWidth = 3;
    pen.strokeRect((cursor.column - 1) * POINT, (cursor.row - 1) * POINT, 3 * POINT, 3 * POINT);
  }

  // ---- controls and the right side
  const rubber = checkbox({ label: "Erase", onchange: eraser });
  const digits = [...Array(model.get("classes")).keys()].map((k) => [String(k), `the ${k}`]);
  const target = select({
    label: "Adjoint of",
    options: [["-1", "the likeliest digit"], ...digits],
    onchoose: (k) => f.ask({ target: Number(k) }),
  });
  const of = select({ label: "its", options: ["logit", "p"], onchoose: (name) => f.ask({ of: name }) });
  of.element.hidden = !model.get("has_logits");
  const again = button("Clear", clear);
  const another = button("Example", example, { primary: true });
  f.controls.append(again, another, rubber.element, target.element, of.element);
  f.needs(again, another, rubber, target, of);
  const title = (words) => h("h3", {}, words);
  const note = () => h("p", { class: "ngt-pad-note" });
  const places = [0, 1, 2].map(() => ({ title: title(""), picture: h("div", { class: "ngt-pad-picture" }), note: note() }));
  f.picture.append(
    h("div", { class: "ngt-pad" },
      h("div", {}, title("draw here, 32 x 32"), board, h("p", { class: "ngt-pad-note" }, "mouse, finger or arrow keys; Shift with an arrow draws")),
      ...places.map((panel) => h("div", {}, panel.title, panel.picture, panel.note))),
    spoken);

  f.follow(["ink"], () => {
    if (stroke || due) return;
    ink = model.get("ink").split("");
    draw();
  });
  f.follow(PANEL_TRAITS, () => {
    const traits = Object.fromEntries(PANEL_TRAITS.map((name) => [name, model.get(name)]));
    padPanels(traits).forEach((panel, i) => {
      setText(places[i].title, panel.title);
      places[i].picture.innerHTML = panel.svg;
      setText(places[i].note, panel.notes.join(" "));
    });
  });
  f.follow(["target", "of"], () => (target.set(String(model.get("target"))), of.set(model.get("of"))));
  const theme = new MutationObserver(draw); // a canvas does not follow the theme by itself
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  requestAnimationFrame(draw); // only now is it in the page, and has colours
  return () => {
    clearTimeout(due);
    theme.disconnect();
    f.close();
  };
}

export default { render };

// The digit pad: here is drawn; Python counts, reads, and explains.

const SIDE = 32;
const POINT = 10; // pixels of the canvas for each point
const BRUSH = 2.6; // the squared radius of the pen, in points

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
  function paint(from, to) {
    const steps = Math.max(Math.abs(to.row - from.row), Math.abs(to.column - from.column), 1) * 2;
    for (let k = 0; k <= steps; k++) {
      const row = from.row + ((to.row - from.row) * k) / steps;
      const column = from.column + ((to.column - from.column) * k) / steps;
      for (let i = Math.max(0, Math.floor(row) - 2); i <= Math.min(SIDE - 1, row + 2); i++)
        for (let j = Math.max(0, Math.floor(column) - 2); j <= Math.min(SIDE - 1, column + 2); j++)
          if ((i - row) ** 2 + (j - column) ** 2 <= BRUSH) ink[i * SIDE + j] = erase ? "0" : "1";
    }
    draw();
    tell();
    if (shown) speak(erase ? "erased" : "painted");
  }
  // Python reads at most twenty drawings a second.
  function tell() {
    due ??= setTimeout(flush, 50);
  }
  function flush() {
    clearTimeout(due);
    due = null;
    put(model, { ink: ink.join("") });
  }
  function clear() {
    ink.fill("0");
    draw();
    flush();
    say("cleared");
  }
  function example() {
    model.send({ do: "example" });
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
    onchoose: (k) => put(model, { target: Number(k) }),
  });
  f.controls.append(
    button("Clear", clear), button("Example", example, { primary: true }), rubber.element, target.element);
  const picture = h("div", { class: "ngt-pad-picture" });
  f.picture.append(h("div", { class: "ngt-pad" }, h("div", {}, h("h3", {}, "draw here, 32 x 32"), board), picture), spoken);

  f.follow(["ink"], () => {
    if (stroke || due) return;
    ink = model.get("ink").split("");
    draw();
  });
  f.follow(["svg"], () => (picture.innerHTML = model.get("svg")));
  f.follow(["target"], () => target.set(String(model.get("target"))));
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

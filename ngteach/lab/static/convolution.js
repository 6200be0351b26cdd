// The convolution widget: all states are in the film, and the rule says which window belongs to which pixel.

function render({ model, el }) {
  const get = (name) => model.get(name);
  const matrix = (text) => text.split(";").map((row) => row.split(" ").map(Number));
  const filters = () => get("filters").map((f) => ({ kind: f.kind, values: matrix(f.values) }));
  const size = (values) => [values.length, values[0].length];
  const settings = () => ({ stride: get("stride"), padding: get("padding"), dilation: get("dilation") });
  const record = () => get("film")[get("state")];
  const clamp = (k, n) => Math.max(0, Math.min(n - 1, k));
  let now; // what is shown: {x, filter, kind, y, dy, dx, rule, backward, pixel, source}

  const f = frame(model, el, {
    label: "Convolution",
    hint: "arrows: pixel, Space: next, b: backward, + −: stride",
    film: "state",
    undo: ["digit", "filter", "stride", "padding", "dilation", "backward", "loss"],
    redo: (values) => ("digit" in values ? f.ask(values) : settle(values)),
    code: () => (now ? convolutionCode(model, now) : ""),
    drawing: () => picture,
    keys: {
      " ": () => walk(1),
      ArrowLeft: () => move(0, -1),
      ArrowRight: () => move(0, 1),
      ArrowUp: () => move(-1, 0),
      ArrowDown: () => move(1, 0),
      Home: () => go([0, 0]),
      End: () => go(shape().map((n) => n - 1)),
      b: () => settle({ backward: !get("backward") }),
      "+": () => settle({ stride: Math.min(get("stride") + 1, 3) }),
      "-": () => settle({ stride: Math.max(get("stride") - 1, 1) }),
    },
  });

  // ---- what is chosen
  const shape = () => (get("backward") ? now.rule.shape : now.rule.places);
  const chosen = () => (get("backward") ? now.source : now.pixel);
  const go = (place) => put(model, { [get("backward") ? "source" : "pixel"]: place.map((k, axis) => clamp(k, shape()[axis])) });
  const move = (down, right) => go([chosen()[0] + down, chosen()[1] + right]);
  const last = () => chosen().every((k, axis) => k === shape()[axis] - 1);
  const walk = (by) => {
    const [rows, columns] = shape();
    const k = (chosen()[0] * columns + chosen()[1] + by + rows * columns) % (rows * columns);
    go([Math.floor(k / columns), k % columns]);
  };
  // Other settings, if there is such a convolution; otherwise the sentence says why there is not.
  function settle(values) {
    const next = { ...settings(), filter: get("filter"), ...values };
    const state = get("film").findIndex((r) => ["filter", "stride", "padding", "dilation"].every((name) => r[name] === next[name]));
    const rule = convolutionRule(now.rule.shape, size(filters()[next.filter].values), next);
    if (state < 0) {
      reset();
      return f.announce(`${rule.impossible()} The slider stays.`);
    }
    const pixel = get("pixel").map((k, axis) => clamp(k, rule.places[axis]));
    put(model, { ...values, state, pixel: String(pixel) === String(get("pixel")) ? get("pixel") : pixel });
  }

  // ---- controls
  const kinds = () => [...new Set(get("filters").map((one) => one.kind))];
  const sizesOf = (kind) => filters().map((one, i) => [i, one.kind, one.values.length]).filter((one) => one[1] === kind).sort((p, q) => p[2] - q[2]);
  const kind = select({ label: "filter", options: kinds(), onchoose: (k) => {
    const there = sizesOf(k);
    const same = there.find(([, , n]) => n === now.filter.length) ?? there[0];
    settle({ filter: same[0] });
  } });
  const small = (options) => slider({ width: "2ch", ...options });
  const sized = small({ label: "size", onmove: (k) => settle({ filter: sizesOf(filters()[get("filter")].kind)[k][0] }), text: (k) => String(sizesOf(filters()[get("filter")].kind)[k]?.[2] ?? "") });
  const stride = small({ label: "stride", min: 1, max: 3, onmove: (k) => settle({ stride: k }) });
  const padding = small({ label: "padding", min: 0, max: 2, onmove: (k) => settle({ padding: k }) });
  const dilation = small({ label: "dilation", min: 1, max: 3, onmove: (k) => settle({ dilation: k }) });
  const forward = button("Forward", () => settle({ backward: false }), { title: "Choose a pixel of y: what made it?" });
  const backward = button("Backward", () => settle({ backward: true }), { title: "Choose a pixel of x: who sends it an adjoint?" });
  const loss = select({ label: "loss", options: get("losses").map((text, k) => [String(k), text]), onchoose: (k) => put(model, { loss: Number(k) }) });
  const play = playButton(f, 450, { next: () => walk(1), start: () => go([0, 0]), isOver: last });
  const digit = button("Next digit", () => f.ask({ digit: get("digit") + 1 }));
  digit.hidden = get("digit") < 0;
  f.needs(digit);
  f.controls.append(
    h("span", { class: "ngt-control", role: "group", "aria-label": "direction" }, forward, backward),
    loss.element, play.element, digit,
    h("span", { class: "ngt-conv-settings" }, kind.element, sized.element, stride.element, padding.element, dilation.element));

  function reset() {
    const there = sizesOf(filters()[get("filter")].kind);
    kind.set(filters()[get("filter")].kind);
    sized.set(there.findIndex(([i]) => i === get("filter")), { max: there.length - 1 });
    disable(sized.input, there.length < 2);
    stride.set(get("stride"));
    padding.set(get("padding"));
    dilation.set(get("dilation"));
    loss.set(String(get("loss")));
    disable(loss.input, !get("backward"));
    forward.setAttribute("aria-pressed", String(!get("backward")));
    backward.setAttribute("aria-pressed", String(get("backward")));
  }

  // ---- picture
  const picture = svg("svg", { class: "ngt-conv", role: "img" });
  const base = svg("g", {});
  const over = svg("g", {});
  picture.append(base, over);
  const sum = h("p", { class: "ngt-conv-sum ngt-mono" });
  const formula = h("p", { class: "ngt-conv-formula ngt-mono" });
  f.picture.append(picture, formula, sum);
  let width = 0;
  let panels = null;

  function paint() {
    if (!width || !now) return;
    const { x, filter, rule } = now;
    const ring = 2;
    const sizes = filters().map((one) => size(one.values));
    const [tall, wide] = [0, 1].map((axis) => sizes.map((s) => s[axis]));
    const most = {
      x: rule.shape.map((n) => n + 2 * ring),
      filter: [Math.max(...tall), Math.max(...wide)],
      y: [tall, wide].map((list, axis) => Math.max(1, rule.shape[axis] + 2 * ring - Math.min(...list) + 1)),
    };
    const layout = convolutionLayout(width, most);
    const { cell } = layout;
    const p = rule.padding;
    panels = {
      layout,
      x: convolutionPanel(layout.x, rule.shape, cell),
      ring: convolutionPanel(layout.x, rule.shape.map((n) => n + 2 * p), cell),
      filter: convolutionPanel(layout.filter, size(filter), cell),
      y: convolutionPanel(layout.y, rule.places, cell),
    };
    for (const [name, value] of Object.entries({ width, height: layout.height, viewBox: `0 0 ${width} ${layout.height}` })) picture.setAttribute(name, value);
    fillIn();
  }

  function fillIn() {
    const back = now.backward;
    const phase = back ? "adjoint" : "forward";
    const { x, y, filter, dx, dy, rule, pixel, source } = now;
    const colour = heatColours(f.root);
    const place = back ? source : pixel;
    const seen = back ? [] : rule.window(...pixel);
    const met = back ? rule.senders(...place) : [];
    const factor = (list, same) => (r, c) => {
      const found = list.find((w) => same(w, r, c));
      return found ? convolutionTimes(filter[found.a][found.b]) : "";
    };
    const byWindow = factor(seen, (w, r, c) => w.row === r && w.column === c);
    const left = convolutionCells(panels.x, back ? dx : x, colour, byWindow);
    const middle = convolutionCells(panels.filter, filter, colour);
    const right = convolutionCells(panels.y, back ? dy : y, colour, factor(met, (w, r, c) => w.i === r && w.j === c));
    const ring = convolutionRing(panels.ring, rule, back, byWindow);
    base.replaceChildren(
      ...ring.cells, ...left.cells, ...middle.cells, ...right.cells,
      convolutionFrame(panels.x, phase), convolutionFrame(panels.filter, "forward"), convolutionFrame(panels.y, phase));
    const lit = back ? convolutionSenders(now, panels, met, place) : convolutionWindow(now, panels, seen, place);
    const type = (values) => `f32[${size(values)}]`;
    const padded = rule.padding && !back ? `, padding ${rule.padding}` : "";
    over.replaceChildren(
      ...lit, ...ring.numbers, ...left.numbers, ...middle.numbers, ...right.numbers,
      convolutionTitle(panels.ring, phase, back ? "dx" : "x", type(x) + padded, width),
      convolutionTitle(panels.filter, "forward", "f", now.kind, width),
      convolutionTitle(panels.y, phase, back ? "dy" : "y", type(y), width));
    picture.setAttribute("aria-label", convolutionAlternative(now, back));
    sum.replaceChildren(...(back ? convolutionReceived(now, place) : convolutionProducts(now, place)));
    setText(formula, `${rule.formula()}.  x: ${get("title")}`);
  }

  // ---- mouse and finger: over the panel of this direction a pixel is chosen; a click into the other one turns round
  function point(event) {
    if (!panels) return;
    const box = picture.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    const [inX, inY] = [panels.x.at(px, py), panels.y.at(px, py)];
    const back = get("backward");
    const place = back ? inX : inY;
    if (place && String(place) !== String(chosen())) go(place);
    if (event.type !== "pointerdown" || place || !(inX || inY)) return;
    settle({ backward: !back });
    go(inX ?? inY);
  }
  picture.addEventListener("pointermove", (event) => f.guard(point, event));
  picture.addEventListener("pointerdown", (event) => f.guard(point, event));

  // ---- what follows what
  function read() {
    const one = filters()[get("filter")];
    const x = matrix(get("x"));
    const rule = convolutionRule(size(x), size(one.values), settings());
    const shown = record();
    const y = matrix(shown.y);
    const dy = get("loss") === 0 ? y : y.map((row) => row.map(() => 1));
    const inside = (place, limits) => place.map((k, axis) => clamp(k, limits[axis]));
    const places = { pixel: inside(get("pixel"), rule.places), source: inside(get("source"), rule.shape) };
    now = { x, filter: one.values, kind: one.kind, y, dy, dx: matrix(shown.dx[get("loss")]), rule, backward: get("backward"), ...places };
  }
  f.follow(["filters"], () => kind.fill(kinds()));
  f.follow(["x", "film", "filters", "state", "loss", "pixel", "source", "backward", "failed"], () => {
    read();
    reset();
    paint();
    queueMicrotask(() => get("failed") || f.say(convolutionSentence(now))); // after the frame, which says what the record says
  });
  const end = onLook(f.picture, (w) => f.guard(() => ((width = w), paint())));
  return () => {
    end();
    f.close();
  };
}

export default { render };

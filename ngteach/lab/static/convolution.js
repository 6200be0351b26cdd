// The convolution widget: all states are in the film, and the rule says which window belongs to which pixel.

function render({ model, el }) {
  const get = (name) => model.get(name);
  const filters = () => get("filters").map((f) => ({ kind: f.kind, values: matrixOf(f.values) }));
  const size = (values) => [values.length, values[0].length];
  const settings = () => ({ stride: get("stride"), padding: get("padding"), dilation: get("dilation") });
  const record = () => get("film")[get("state")];
  const clamp = (k, n) => Math.max(0, Math.min(n - 1, k));
  let now; // what is shown: {x, filter, kind, y, dy, dx, rule, backward, pixel, source, parts}
  let term = null; // which of the products is lit

  const place = (pixel) => pixel.length === 2 && pixel.every(wholeBelow(() => 64)); // beyond the picture, its edge
  const f = frame(model, el, {
    label: "Convolution",
    hint: "arrows: pixel, b: backward, p: products, + −: stride",
    live: answering,
    film: "state",
    undo: ["digit", "written", "filter", "stride", "padding", "dilation", "backward", "loss"],
    redo: (values) => ("digit" in values || "written" in values ? f.ask(values) : settle(values)),
    links: { digit: wholeBelow(() => 1e4), written: (text) => text.length < 400, filter: wholeBelow(() => get("filters").length + 1), stride: wholeBelow(() => 4, 1), padding: wholeBelow(() => 3), dilation: wholeBelow(() => 4, 1),
      backward: () => true, loss: wholeBelow(() => get("losses").length), pixel: place, source: place },
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
      p: () => nextTerm(1),
      P: () => nextTerm(-1),
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
    const pixel = (values.pixel ?? get("pixel")).map((k, axis) => clamp(k, rule.places[axis]));
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
  const sized = small({ label: "size", onmove: (k) => settle({ filter: sizesOf(filters()[get("filter")].kind)[k]?.[0] ?? get("filter") }), text: (k) => String(sizesOf(filters()[get("filter")].kind)[k]?.[2] ?? "") });
  const stride = small({ label: "stride", min: 1, max: 3, onmove: (k) => settle({ stride: k }) });
  const padding = small({ label: "padding", min: 0, max: 2, onmove: (k) => settle({ padding: k }) });
  const dilation = small({ label: "dilation", min: 1, max: 3, onmove: (k) => settle({ dilation: k }) });
  const forward = button("Forward", () => settle({ backward: false }), { title: "Choose a pixel of y: what made it?" });
  const backward = button("Backward", () => settle({ backward: true }), { title: "Choose a pixel of x: who sends it an adjoint?" });
  const loss = select({ label: "loss", options: get("losses").map((text, k) => [String(k), text]), onchoose: (k) => put(model, { loss: Number(k) }) });
  const play = playButton(f, 450, { next: () => walk(1), start: () => go([0, 0]), isOver: last });
  const digit = button("Next digit", () => f.ask({ digit: get("digit") + 1 }));
  digit.hidden = get("digit") < 0;
  const field = textField({ label: "numbers of f", size: 24, onenter: (text) => f.ask({ written: text.trim() }) });
  field.input.setAttribute("maxlength", "400");
  field.input.title = "Write another filter, and press Enter: 1 0 -1; 1 0 -1";
  f.needs(digit, field);
  f.controls.append(
    h("span", { class: "ngt-control", role: "group", "aria-label": "direction" }, forward, backward),
    loss.element, play.element, digit,
    h("span", { class: "ngt-conv-settings" }, kind.element, sized.element, stride.element, padding.element, dilation.element),
    field.element);

  let lastFilter = "";
  function reset() {
    const numbers = get("filters")[get("filter")].values.replaceAll(";", "; ");
    if (numbers !== lastFilter) field.set((lastFilter = numbers)); // what is being written stays otherwise

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
  const [over, bright, top] = [0, 1, 2].map(() => svg("g", { "pointer-events": "none" }));
  picture.append(base, over, bright, top);
  const sum = h("p", { class: "ngt-conv-sum ngt-mono" });
  const formula = h("p", { class: "ngt-conv-formula ngt-mono" });
  f.picture.append(picture, formula, sum);
  let width = 0;
  let panels = null;

  function paint() {
    if (!width || !now) return;
    panels = convolutionPanels(width, now, filters().map((one) => size(one.values)));
    const { height } = panels.layout;
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) picture.setAttribute(name, value);
    const { cells, lit, numbers } = convolutionDrawing(now, panels, heatColours(f.root), width);
    base.replaceChildren(...cells);
    over.replaceChildren(...lit);
    top.replaceChildren(...numbers);
    picture.setAttribute("aria-label", convolutionAlternative(now));
    sum.replaceChildren(...convolutionSum(now));
    setText(formula, `${now.rule.formula()}.  x: ${get("title")}`);
    brighten();
  }
  function brighten() {
    bright.replaceChildren(...convolutionTerm(now, panels, term));
    for (const product of sum.querySelectorAll("[data-term]")) mark(product, "ngt-lit", Number(product.dataset.term) === term);
  }
  // One of the products: its factors are lit; null is none of them.
  function lightUp(k) {
    if (k === term || !panels) return;
    term = k;
    brighten();
  }
  function nextTerm(by) {
    const n = now.parts.length;
    if (!n) return;
    lightUp(term === null ? (by > 0 ? 0 : n - 1) : (term + by + n) % n);
    f.announce(convolutionProduct(now, term));
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
    else lightUp(convolutionTermAt(now, { f: panels.filter.at(px, py), x: inX, y: inY }));
    if (event.type !== "pointerdown" || place || !(inX || inY)) return;
    settle({ backward: !back });
    go(inX ?? inY);
  }
  picture.addEventListener("pointermove", (event) => f.guard(point, event));
  picture.addEventListener("pointerdown", (event) => f.guard(point, event));
  picture.addEventListener("pointerleave", () => f.guard(lightUp, null));
  sum.addEventListener("pointerover", (event) => f.guard(lightUp, event.target.dataset.term ? Number(event.target.dataset.term) : null));
  sum.addEventListener("pointerleave", () => f.guard(lightUp, null));

  // ---- what follows what
  function read() {
    now = convolutionShown(get);
    term = null;
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

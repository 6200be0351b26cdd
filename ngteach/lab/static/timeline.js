// The timeline of one call: a lane for each thread, a bar for each event; all of it is in the page.

const LANE = { height: 54, bar: 26, top: 22 }; // above its bars a lane has room for the names of those too small for one
const CLOSEST = 200; // pixels for a microsecond
const WIDEST = 60000; // pixels of the whole

function render({ model, el }) {
  const count = () => model.get("film").length;
  const choose = (i) => count() && put(model, { chosen: Math.max(0, Math.min(count() - 1, i)) });
  const step = (by) => choose(model.get("chosen") + by);
  const again = () => model.get("can_run") && f.ask({ runs: model.get("runs") + 1 });
  const f = frame(model, el, {
    label: "Thread timeline",
    hint: "← → walk, ↑ ↓ threads, + − 0 zoom, l longest",
    keys: {
      ArrowLeft: () => step(-1), ArrowRight: () => step(1), " ": () => step(1), ArrowUp: () => cross(-1), ArrowDown: () => cross(1),
      Home: () => choose(0), End: () => choose(count() - 1), l: () => choose(model.get("longest")), r: again,
      "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: () => zoom(0),
    },
    film: "chosen",
    drawing: () => view,
  });
  const before = button("Previous", () => step(-1));
  const next = button("Next", () => step(1), { primary: true });
  const longest = button("Longest", () => choose(model.get("longest")));
  const run = button("Run again", again);
  const zooms = [button("−", () => zoom(1 / 1.5), { "aria-label": "Zoom out" }), button("+", () => zoom(1.5), { "aria-label": "Zoom in" }),
    button("Fit", () => zoom(0))];
  f.controls.append(before, next, longest, h("span", { class: "ngt-control", role: "group", "aria-label": "Zoom" }, ...zooms), run);
  f.needs(run);

  const chart = svg("svg", { "aria-hidden": "true" });
  const box = h("div", { class: "ngt-time-box", tabindex: 0, role: "group", "aria-label": "Bars, one lane for each thread" }, chart);
  const names = h("div", { class: "ngt-time-names" });
  const legend = h("p", { class: "ngt-time-legend" });
  const table = h("pre", { class: "ngt-mono ngt-box ngt-table", tabindex: 0, "aria-label": "the timeline as a table" });
  const view = h("div", {}, h("div", { class: "ngt-time" }, names, box), legend);
  f.picture.append(view, h("details", { class: "ngt-details" }, h("summary", {}, "as a table"), table));

  let scale = 1; // how many times wider than its box
  let previewed = null;
  let above = []; // the names above the bars: {name, from, to, thread}
  const total = () => model.get("seconds") * 1e6;
  const perMicro = () => (Math.max(box.clientWidth, 160) * scale - 16) / total();
  const left = (e) => 2 + e.start * perMicro();
  const wide = (e) => Math.max(e.took * perMicro(), 1);
  const letters = (text) => text.length * 6.7;

  // ---- drawing
  function draw() {
    const [film, lanes] = [model.get("film"), model.get("lanes")];
    const [width, height] = [total() * perMicro() + 16, lanes.length * LANE.height + 40];
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) chart.setAttribute(name, value);
    chart.replaceChildren(
      ...lanes.map((_, k) => svg("rect", { class: "lane", x: 0, y: k * LANE.height + LANE.top - 3, width: width - 12, height: LANE.bar + 6, rx: 4 })),
      ...film.map(drawBar),
      ...smallNames(film),
      ...drawAxis(lanes.length * LANE.height + 4, width - 14),
      lens,
    );
    light();
  }
  function drawBar(e, i) {
    const [x, y, width] = [left(e), e.thread * LANE.height + LANE.top, wide(e)];
    const fits = width > letters(e.name) + 8;
    return svg("g", { class: `bar ${e.phase}`, "data-at": i }, svg("rect", { x, y, width, height: LANE.bar, rx: width > 6 ? 2 : 0 }),
      fits ? svg("text", { class: `${e.phase}-ink`, x: x + 5, y: y + 17, "font-size": 11 }, e.name) : null);
  }
  // The longest of those without room for their name get it above, with a line to it, as long as no two names meet.
  function smallNames(film) {
    const taken = model.get("lanes").map(() => []);
    const found = [];
    const small = film.filter((e) => wide(e) <= letters(e.name) + 8).sort((a, b) => b.took - a.took);
    for (const e of small) {
      const [from, to] = [left(e), left(e) + letters(e.name) + 6];
      if (taken[e.thread].some(([a, b]) => from < b && to > a) || to > total() * perMicro()) continue;
      taken[e.thread].push([from, to]);
      const [x, y] = [left(e) + Math.min(wide(e) / 2, 4), e.thread * LANE.height];
      const name = svg("g", {}, svg("path", { class: "leader", d: `M${x} ${y + LANE.top}V${y + 15}` }),
        svg("text", { class: "quiet", x: from, y: y + 12, "font-size": 11 }, e.name));
      found.push({ name, from, to, thread: e.thread });
    }
    above = found;
    return found.map((each) => each.name);
  }
  function drawAxis(y, width) {
    const wanted = 70 / perMicro();
    const power = 10 ** Math.floor(Math.log10(wanted));
    const tick = [1, 2, 5, 10].map((k) => k * power).find((t) => t >= wanted);
    const parts = [svg("path", { class: "axis", d: `M0 ${y}H${width}` })];
    for (let k = 0; k * tick <= total(); k++) {
      const x = 2 + k * tick * perMicro();
      const text = `${Number((k * tick).toPrecision(6)).toLocaleString("en")}${k ? "" : " µs"}`;
      parts.push(svg("path", { class: "axis", d: `M${x} ${y}v5` }),
        svg("text", { class: "quiet", x, y: y + 19, "text-anchor": k ? "middle" : "start", "font-size": 11 }, text));
    }
    return parts;
  }
  // The name of the bar that is chosen, or that the mouse is over, whatever its size.
  const lens = svg("g", { class: "lens" });
  function light() {
    const chosen = model.get("chosen");
    const film = model.get("film");
    for (const bar of chart.querySelectorAll(".bar")) {
      mark(bar, "ngt-chosen", Number(bar.dataset.at) === chosen);
      mark(bar, "ngt-previewed", Number(bar.dataset.at) === previewed);
    }
    disable(before, chosen <= 0);
    disable(next, chosen >= film.length - 1);
    const e = film[previewed ?? chosen];
    above.forEach(({ name }) => name.removeAttribute("visibility"));
    if (!e) return lens.replaceChildren();
    const text = `${e.name} → ${e.output}, ${e.took.toLocaleString("en")} µs`;
    const width = letters(text) + 14;
    const middle = left(e) + wide(e) / 2;
    const x = Math.max(2, Math.min(middle - width / 2, total() * perMicro() - width));
    const y = e.thread * LANE.height;
    for (const { name, from, to, thread } of above)
      if (thread === e.thread && from < x + width + 4 && to > x - 4) name.setAttribute("visibility", "hidden");
    lens.replaceChildren(svg("path", { class: "leader lit", d: `M${middle} ${y + 18}V${y + LANE.top}` }),
      svg("rect", { x, y: y + 1, width, height: 18, rx: 5 }), svg("text", { x: x + 7, y: y + 14, "font-size": 11 }, text));
  }

  // ---- the ways through it
  // By key the chosen bar comes to the middle; by the wheel what is below the mouse stays where it is.
  function zoom(by, at = null) {
    const chosen = model.get("film")[model.get("chosen")];
    const middle = at ?? box.clientWidth / 2;
    const time = at === null && chosen ? chosen.start + chosen.took / 2 : (box.scrollLeft + middle) / perMicro();
    scale = by ? Math.max(1, Math.min(scale * by, Math.min(CLOSEST * total(), WIDEST) / Math.max(box.clientWidth, 160))) : 1;
    draw();
    box.scrollLeft = time * perMicro() - middle;
    if (at === null) f.announce(`${(perMicro() / ((box.clientWidth - 16) / total())).toFixed(1)} times as wide as its box.`);
  }
  // The bar of another thread that runs at the same time, or next to it.
  function cross(by) {
    const film = model.get("film");
    const now = film[model.get("chosen")] ?? film[0];
    if (!now) return;
    const time = now.start + now.took / 2;
    const off = (e) => Math.max(e.start - time, time - e.start - e.took, 0);
    const there = film.map((e, i) => [e, i]).filter(([e]) => e.thread === now.thread + by);
    if (there.length) choose(there.reduce((a, b) => (off(b[0]) < off(a[0]) ? b : a))[1]);
  }
  function preview(i) {
    if (i === previewed) return;
    previewed = i;
    light();
    const record = model.get("film")[i ?? model.get("chosen")];
    f.say(record?.sentence ?? model.get("overview"));
  }
  const barAt = (event) => event.target.closest?.(".bar")?.dataset.at;
  chart.addEventListener("pointerover", (event) => event.pointerType !== "touch" && preview(barAt(event) === undefined ? null : Number(barAt(event))));
  chart.addEventListener("pointerleave", () => preview(null));
  let drag = null;
  box.addEventListener("pointerdown", (event) => (drag = { x: event.clientX, from: box.scrollLeft, moved: false }));
  box.addEventListener("pointermove", (event) => {
    if (!drag || !event.buttons || event.pointerType === "touch") return;
    drag.moved ||= Math.abs(event.clientX - drag.x) > 4;
    if (drag.moved) box.scrollLeft = drag.from + drag.x - event.clientX;
  });
  chart.addEventListener("click", (event) => {
    const i = barAt(event);
    if (i !== undefined && !drag?.moved) choose(Number(i));
  });
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), event.clientX - box.getBoundingClientRect().left);
  }, { passive: false });

  // ---- what is seen
  f.follow(["film", "can_run"], () => {
    names.replaceChildren(...model.get("lanes").map(([name, busy]) => h("div", {}, h("b", {}, name), h("span", {}, busy))));
    legend.replaceChildren(...model.get("phases").map((phase) => h("span", {}, h("i", { class: phase }), phase)), h("span", {}, model.get("peak")));
    setText(table, model.get("table"));
    run.hidden = !model.get("can_run");
    previewed = null;
    scale = 1;
    draw();
  });
  f.follow(["chosen", "overview"], () => {
    previewed = null;
    light();
    const e = model.get("film")[model.get("chosen")];
    if (!e) return f.say(model.get("overview"));
    const [from, to] = [left(e), left(e) + wide(e)];
    if (from < box.scrollLeft || to > box.scrollLeft + box.clientWidth) glide(box, Math.max(0, (from + to - box.clientWidth) / 2), 0);
  });
  let last = 0;
  const sizes = new ResizeObserver(() => {
    if (Math.abs(box.clientWidth - last) < 1) return;
    last = box.clientWidth;
    draw();
  });
  sizes.observe(box);
  return () => {
    sizes.disconnect();
    f.close();
  };
}

export default { render };

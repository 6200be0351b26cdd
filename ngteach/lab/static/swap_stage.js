// The stage of the weight-swap theatre: two sets of buffers, the equations between them, and numbers that travel.

const ROW = 27;
const SLOT = { width: 162, height: 74 };
// Where everything stands: side by side where there is room for it, otherwise the sets above the program.
const WIDE = {
  width: 960, height: 402, program: { x: 268, y: 32, width: 424 }, facts: [30, 276], chart: { x: 740, y: 298, width: 204, height: 84 },
  card: { A: [16, 12, 190, 232], B: [754, 12, 190, 232] },
  slot: (set, k) => [set === "A" ? 30 : 768, 60 + 92 * k],
};
const TALL = {
  width: 540, height: 670, program: { x: 70, y: 196, width: 400 }, facts: [16, 584], chart: { x: 232, y: 598, width: 290, height: 62 },
  card: { A: [8, 8, 258, 142], B: [274, 8, 258, 142] },
  slot: (set, k) => [(set === "A" ? 18 : 284) + 122 * k, 62], slotWidth: 116,
};

// {element, show(record, before), fit(width)}.   facts: {rows, weights, steps, facts, losses, lines}, none of which changes.
function swapStage(facts, { onpick }) {
  const drawing = svg("svg", { role: "img" });
  let at = WIDE;
  let seen = null;

  function fit(width) {
    const wanted = width >= 800 ? WIDE : TALL;
    if (wanted === at && drawing.dataset.layout) return;
    at = wanted;
    drawing.setAttribute("viewBox", `0 0 ${at.width} ${at.height}`);
    drawing.dataset.layout = at === WIDE ? "wide" : "tall";
    if (seen) show(seen);
  }

  // before: the record that was seen until now, if this one follows it; only then anything moves.
  function show(record, before = null) {
    seen = record;
    drawing.setAttribute("aria-label", record.sentence);
    const moving = [];
    const past = wiresUntil(record.film, record.index);
    drawing.replaceChildren(
      ...["A", "B"].flatMap((set) => drawSet(set, record, before, moving)),
      ...drawProgram(record),
      ...past.flatMap((wire) => drawWire(wire, record, null)),
      ...wiresOf(record).flatMap((wire) => drawWire(wire, record, moving)),
      ...drawFacts(),
      ...drawChart(record),
    );
    if (before && !calm() && !document.hidden) moving.forEach((move) => glideAlong(move));
    else moving.forEach((move) => move(1));
  }

  // ---- the sets
  function drawSet(set, record, before, moving) {
    const [x, y, width, height] = at.card[set];
    const reading = set === record.now;
    const parts = [
      svg("rect", { class: "card", x, y, width, height, rx: 10 }),
      svg("text", { class: "ink strong", x: x + 14, y: y + 28, "font-size": 15 }, `set ${set}`),
    ];
    facts.weights.forEach((weight, k) => parts.push(...drawSlot(set, weight, k, record)));
    const kind = reading ? "forward" : "update";
    const badge = svg("g", { class: `badge ${kind}` },
      svg("rect", { x: x + width - 116, y: y + 12, width: 102, height: 23, rx: 11 }),
      reading ? null : svg("rect", { x: x + width - 113, y: y + 15, width: 96, height: 17, rx: 8, class: "inner" }),
      svg("text", { class: `${kind}-ink strong`, x: x + width - 65, y: y + 28, "text-anchor": "middle", "font-size": 12 },
        reading ? "is read now" : "is written"));
    if (before && before.now !== record.now && record.place) {
      const way = at.card[set === "A" ? "B" : "A"][0] - x;
      moving.push((share) => badge.setAttribute("transform", `translate(${way * (1 - share)} ${-18 * Math.sin(Math.PI * share)})`));
    }
    return [...parts, badge];
  }

  function drawSlot(set, weight, k, record) {
    const [x, y] = at.slot(set, k);
    const width = at.slotWidth ?? SLOT.width;
    const own = !record.inPlace.includes(weight);
    const name = svg("text", { class: "quiet mono", x: x + 12, y: y + 20, "font-size": 12 }, weight);
    if (!own && set === "B") {
      const lines = at.slotWidth ? ["no buffer", "of its own"] : ["no buffer of its own:", "it shares set A's"];
      return [svg("rect", { class: "ghost", x, y, width, height: SLOT.height, rx: 6 }), name,
        ...lines.map((line, i) => svg("text", { class: "quiet", x: x + 12, y: y + 44 + 16 * i, "font-size": 12 }, line))];
    }
    const place = `${set}.${weight}`;
    const [read, written] = [record.reads.includes(place), record.writes.includes(place)];
    const late = read && record.late.includes(weight);
    const kind = late ? "late" : written ? "update" : read ? "forward" : "idle";
    const [number, right] = record.slots[(set === "A" ? 0 : facts.weights.length) + k];
    return [
      svg("rect", { class: `slot ${kind}`, x, y, width, height: SLOT.height, rx: 6 }),
      written ? svg("rect", { class: `slot inner ${kind}`, x: x + 4, y: y + 4, width: width - 8, height: SLOT.height - 8, rx: 4 }) : null,
      name,
      own ? null : svg("text", { class: "quiet", x: x + width - 10, y: y + 20, "text-anchor": "end", "font-size": 12 },
        at.slotWidth ? "in place" : "updated in place"),
      number
        ? svg("text", { class: `mono ${right ? "bad-ink" : "ink"}`, x: x + 12, y: y + 48, "font-size": at.slotWidth ? 19 : 22 }, number)
        : svg("text", { class: "quiet mono", x: x + 12, y: y + 48, "font-size": 13 }, "empty"),
      right ? svg("text", { class: "bad-ink mono", x: x + 12, y: y + 66, "font-size": 12 }, `${late ? "wanted" : "right"}: ${right}`) : null,
    ].filter(Boolean);
  }

  // ---- the program
  function drawProgram(record) {
    const { x, y: top, width } = at.program;
    const started = record.step || record.place;
    const done = started ? record.place : 0;
    const parts = [svg("text", { class: "ink strong", x: x + 14, y: top - 12, "font-size": 15 }, `step ${record.step + 1} of ${facts.steps}`)];
      const line = (i, text, ran, face = "") => {
      const y = top + i * ROW;
      const group = svg("g", { class: "line", "data-moment": i + 1 }, svg("rect", { class: "hit", x, y, width, height: ROW - 2, rx: 6 }),
        svg("text", { class: `${ran ? "ink" : "quiet"}${face}`, x: x + 20, y: y + 18, "font-size": 13 }, text));
      group.addEventListener("click", () => onpick(i + 1));
      return group;
    };
    facts.rows.forEach((row, i) => {
      const y = top + i * ROW;
      const wrong = record.right[i];
      if (i === done - 1) parts.push(svg("rect", { class: `row${wrong || record.late.length ? " bad" : ""}`, x, y, width, height: ROW - 2, rx: 6 }));
      const ticks = row.phase === "update" ? [4.5, 7.5] : [6];
      parts.push(svg("path", { class: `tick ${row.phase}`, d: ticks.map((t) => `M${x + t} ${y + 4}V${y + ROW - 6}`).join("") }));
      parts.push(line(i, row.text, i < done, " mono"));
      if (i >= done) return;
      const number = { "font-size": 13, "text-anchor": "end", y: y + 18 };
      parts.push(svg("text", { ...number, class: `mono ${wrong ? "bad-ink strong" : "ink"}`, x: x + width - 92 }, record.values[i]));
      if (wrong) parts.push(svg("text", { ...number, class: "mono bad-ink", x: x + width - 10 }, `≠ ${wrong}`));
    });
    const over = done > facts.rows.length;
    if (over) parts.push(svg("rect", { class: "row", x, y: top + facts.rows.length * ROW, width, height: ROW - 2, rx: 6 }));
    const next = over ? record.now : record.now === "A" ? "B" : "A";
    parts.push(line(facts.rows.length, `⇄ swap: set ${next} is read next`, over));
    return parts;
  }

  // ---- wires, and what travels on them
  function wiresOf(record) {
    const number = (place, { slots }) => slots[(place[0] === "A" ? 0 : facts.weights.length) + facts.weights.indexOf(place.slice(2))][0];
    const wire = (place, kind, when) => ({ place, kind, row: record.place - 1, text: number(place, when), spent: false });
    // What is read is what was there before: this equation may write over it.
    const reads = record.reads.map((p) => wire(p, record.late.includes(p.slice(2)) ? "late" : "forward", record.film?.[record.index - 1] ?? record));
    const writes = record.writes.map((p) => wire(p, "update", record));
    for (const read of reads) read.spent = record.writes.includes(read.place); // one token at rest is enough there
    return [...reads, ...writes];
  }
  // Those of the same step that were there before: they stay, and are pale.
  function wiresUntil(film, index) {
    const now = film[index];
    const found = [];
    for (let i = index - 1; i >= 0 && film[i].step === now.step && film[i].place; i--)
      if (film[i].place <= facts.rows.length) found.push(...wiresOf(film[i]));
    return found;
  }
  function drawWire({ place, kind, row, text, spent }, record, moving) {
    const [d, head] = wirePath(place, kind, row);
    const pale = moving ? "" : " past";
    const path = svg("path", { class: `wire ${kind}${pale}`, d });
    const parts = [path];
    if (kind === "update") parts.push(svg("path", { class: "core", d }));
    parts.push(svg("polygon", { class: `wire ${kind}${pale}`, points: head }));
    if (!moving || !text) return parts;
    const width = 12 + 7.3 * text.length;
    const token = svg("g", { class: `token ${kind}` }, svg("rect", { x: -width / 2, y: -10, width, height: 20, rx: 10 }),
      svg("text", { class: "mono", y: 4, "text-anchor": "middle", "font-size": 12 }, text));
    const rest = at === WIDE ? 0.5 : kind === "update" ? 0.62 : 0.8;
    moving.push((share) => {
      if (spent && share === 1) return token.remove();
      const point = path.getPointAtLength(path.getTotalLength() * (spent ? 1 : rest) * share);
      token.setAttribute("transform", `translate(${point.x} ${point.y})`);
    });
    return [...parts, token];
  }
  // [d, the corners of its arrowhead]: from the buffer to the row, or back.
  function wirePath(place, kind, row) {
    const [set, k] = [place[0], facts.weights.indexOf(place.slice(2))];
    const [way, back] = [set === "A" ? 1 : -1, kind === "update"];
    const [left, top] = at.slot(set, k);
    const width = at.slotWidth ?? SLOT.width;
    const y = at.program.y + row * ROW + ROW / 2 - 1 + (back ? 5 : -5);
    const side = set === "A" ? at.program.x : at.program.x + at.program.width;
    if (at === WIDE) {
      const [sx, sy] = [set === "A" ? left + width : left, top + SLOT.height / 2 + (back ? 12 : -12)];
      const middle = (sx + side) / 2;
      if (back) return [`M${side} ${y}C${middle} ${y} ${middle} ${sy} ${sx + 8 * way} ${sy}L${sx + 4 * way} ${sy}`, sideways(sx, sy, -way)];
      return [`M${sx} ${sy}C${middle} ${sy} ${middle} ${y} ${side - 8 * way} ${y}L${side - 4 * way} ${y}`, sideways(side, y, way)];
    }
    const [sx, sy] = [left + width / 2 + (back ? 12 : -12) * way, top + SLOT.height];
    const lane = side - way * (back ? 40 : 26) + way * 8 * k;
    if (back) return [`M${side} ${y}H${lane + 8 * way}Q${lane} ${y} ${lane} ${y - 8}V${sy + 40}C${lane} ${sy + 14} ${sx} ${sy + 34} ${sx} ${sy + 10}V${sy + 4}`, upwards(sx, sy)];
    return [`M${sx} ${sy}V${sy + 6}C${sx} ${sy + 34} ${lane} ${sy + 14} ${lane} ${sy + 40}V${y - 8}Q${lane} ${y} ${lane + 8 * way} ${y}H${side - 4 * way}`, sideways(side, y, way)];
  }
  const sideways = (x, y, way) => `${x},${y} ${x - 9 * way},${y - 4.5} ${x - 9 * way},${y + 4.5}`;
  const upwards = (x, y) => `${x},${y} ${x - 4.5},${y + 9} ${x + 4.5},${y + 9}`;

  // ---- below: what never changes, and the loss
  function drawFacts() {
    const [x, y] = at.facts;
    const title = svg("text", { class: "quiet strong", x, y, "font-size": 12 }, "the same in every step");
    return [title, ...facts.facts.map((text, i) => svg("text", { class: "ink mono", x, y: y + 22 + 19 * i, "font-size": 12 }, text))];
  }
  function drawChart(record) {
    const { x, y, width, height } = at.chart;
    const level = (loss) => y + height - ((Math.log10(Math.min(Math.max(loss, 1e-3), 10)) + 3) / 4) * height;
    const ended = record.step + (record.place > facts.rows.length ? 1 : 0);
    const parts = [svg("text", { class: "quiet strong", x: x + 14, y: y - (at === WIDE ? 22 : 14), "font-size": 12 }, "loss of each step")];
    for (const power of [-2, 0]) {
      const at_ = level(10 ** power);
      parts.push(svg("path", { class: "grid", d: `M${x + 14} ${at_}H${x + width}` }));
      parts.push(svg("text", { class: "quiet", x: x + 8, y: at_ + 4, "text-anchor": "end", "font-size": 12 }, 10 ** power));
    }
    const curves = [["forward", 0, "two sets"], ...(record.inPlace.length ? [["late", record.choice, "in place"]] : [])];
    const ends = [];
    for (const [kind, choice, words] of curves) {
      const points = facts.losses[choice].slice(0, ended).map((loss, i) => [x + 28 + (i * (width - 100)) / (facts.steps - 1), level(loss)]);
      if (!points.length) continue;
      parts.push(svg("path", { class: `curve ${kind}`, d: `M${points.map((p) => p.join(" ")).join("L")}` }));
      parts.push(...points.map(([a, b]) => svg("circle", { class: `curve ${kind}`, cx: a, cy: b, r: 3 })));
      ends.push({ kind, words, x: points.at(-1)[0] + 8, y: points.at(-1)[1] + 4 });
    }
    if (ends.length === 2 && Math.abs(ends[0].y - ends[1].y) < 15) ends[1].y = ends[0].y + (ends[1].y > ends[0].y || ends[0].y < y + 15 ? 15 : -15);
    parts.push(...ends.map((e) => svg("text", { class: `halo ${e.kind === "late" ? "bad" : e.kind}-ink`, x: e.x, y: e.y, "font-size": 12 }, e.words)));
    return parts;
  }
  return { element: drawing, show, fit };
}

// From 0 to 1 within 180 ms, slower towards the end.
function glideAlong(move) {
  const began = performance.now();
  const step = (now) => {
    const share = Math.min(Math.max(now - began, 0) / 180, 1);
    move(1 - (1 - share) ** 3);
    if (share < 1) requestAnimationFrame(step);
  };
  move(0);
  requestAnimationFrame(step);
}

// The error of central differences over the step size: two logarithmic axes, a curve for each precision.

const SCOPE = { height: 300, left: 46, right: 12, top: 26, bottom: 42 };

// The trait `measured`, its numbers read, with the errors of all steps.
function microscopeCurves(measured) {
  return measured.map((m) => {
    const [truth, adjoint, smallest, ...differences] = [m.truth, m.adjoint, m.smallest, ...m.differences].map(Number);
    return { ...m, truth, adjoint, smallest, differences, errors: differences.map((d) => Math.abs(d - truth)) };
  });
}

// {parts, needle(step)}: the elements of the plot in so many pixels, and those that mark a step.
function microscopePlot(width, steps, curves) {
  const ax = microscopeAxes(width, steps, curves);
  const lines = curves.map((c) => steps.map((h, i) => (Number.isFinite(c.errors[i]) ? [ax.x(h), ax.y(c.errors[i])] : null)));
  const guides = microscopeGuides(steps, curves, ax);
  const own = microscopeOwnError(curves);
  const level = own && Number.isFinite(own) ? [[ax.left, ax.y(own)], [ax.right, ax.y(own)]] : [];
  const places = labelPlaces([...lines, ...guides.map((g) => g.line), level], ax);
  // The names of what matters most choose their places first.
  const names = curves.flatMap((c, k) => microscopeName(c.precision, lines[k], places));
  const words = [
    ...names,
    ...(level.length ? [microscopeLevelName(level, places, ax)] : []),
    ...guides.map((g) => microscopeGuideName(g, places)),
  ];
  const band = microscopeBand(steps, curves, ax);
  const grid = microscopeGrid(ax);
  const parts = [
    ...band.box, ...grid.lines,
    ...curves.map((c, k) => svg("path", { class: `curve ${c.precision}`, d: microscopePath(lines[k]) })),
    ...(level.length ? [svg("path", { class: "level", d: microscopePath(level) })] : []),
    ...guides.map((g) => svg("path", { class: "guide", d: microscopePath([g.line[0], g.line.at(-1)]) })),
  ];
  const needle = (step) => {
    const spots = lines.map((line, k) => [line[step], curves[k].precision]).filter(([p]) => p);
    return [
      svg("path", { d: `M${ax.x(steps[step]).toFixed(1)} ${ax.top}V${ax.bottom}` }),
      ...spots.map(([[x, y], name]) => svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 5, class: `name-${name}` })),
    ];
  };
  return { parts, words: svg("g", { class: "words" }, ...band.words, ...grid.words, ...words), needle };
}

// What turns a step size and an error into pixels.   low, high: the powers of ten of the vertical axis
function microscopeAxes(width, steps, curves) {
  const errors = [...curves.flatMap((c) => c.errors), microscopeOwnError(curves)].filter((e) => Number.isFinite(e) && e > 0);
  const powers = errors.length ? errors.map(Math.log10) : [-16];
  const high = Math.ceil(Math.max(...powers));
  const low = Math.min(Math.floor(Math.min(...powers)), high - 6);
  const [left, right, top, bottom] = [SCOPE.left, width - SCOPE.right, SCOPE.top, SCOPE.height - SCOPE.bottom];
  const [first, last] = [steps[0], steps.at(-1)].map(Math.log10);
  const x = (h) => left + ((Math.log10(h) - first) / (last - first)) * (right - left);
  const y = (error) => {
    const power = error > 0 ? Math.log10(error) : low; // an error of 0 lies on the axis
    return bottom - ((Math.min(Math.max(power, low), high) - low) / (high - low)) * (bottom - top);
  };
  return { width, left, right, top, bottom, low, high, x, y };
}

// How far the f32 adjoint itself is off.
function microscopeOwnError(curves) {
  return curves.length === 2 ? Math.abs(curves[0].adjoint - curves[0].truth) : 0;
}

function microscopePath(line) {
  let pen = "M";
  return line.map((p) => {
    const part = p ? `${pen}${p[0].toFixed(1)} ${p[1].toFixed(1)}` : "";
    pen = p ? "L" : "M";
    return part;
  }).join("");
}

function microscopeText(x, y, words, looks, anchor = "start") {
  return svg("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor, class: looks }, words);
}

function microscopeGrid(ax) {
  const power = (k) => (k === 0 ? "1" : `1e${k}`);
  const [lines, words] = [[], []];
  for (let k = -12; k <= 0; k += ax.width < 400 ? 4 : 2) {
    const x = ax.x(10 ** k);
    lines.push(svg("path", { class: "grid", d: `M${x.toFixed(1)} ${ax.top}V${ax.bottom}` }));
    words.push(microscopeText(x, ax.bottom + 16, power(k), "quiet", "middle"));
  }
  for (let k = ax.low; k <= ax.high; k += Math.ceil((ax.high - ax.low) / 8)) {
    const y = ax.y(10 ** k);
    lines.push(svg("path", { class: "grid", d: `M${ax.left} ${y.toFixed(1)}H${ax.right}` }));
    words.push(microscopeText(ax.left - 8, y + 4, power(k), "quiet", "end"));
  }
  lines.push(svg("path", { class: "axis", d: `M${ax.left} ${ax.top}V${ax.bottom}H${ax.right}` }));
  words.push(microscopeText(ax.right, SCOPE.height - 8, "step size h", "ink", "end"));
  words.push(microscopeText(6, 14, ax.width < 400 ? "error" : "|difference - adjoint|", "ink"));
  return { lines, words };
}

// What rounding alone, and what truncation alone, would make of it: [{words, line}].
function microscopeGuides(steps, curves, ax) {
  const c = curves.at(-1);
  const guides = [{ words: "rounding, 1/h", errors: steps.map((h) => c.smallest / h) }];
  const wide = steps.flatMap((h, i) => (h >= 1e-3 && h <= 0.2 && !c.kinks[i] ? [c.errors[i] / h ** 2] : []));
  const large = wide.filter((s) => Number.isFinite(s) && s > 1e-9).sort((a, b) => a - b);
  const [below, above] = [large[Math.floor((large.length - 1) / 2)], large[Math.ceil((large.length - 1) / 2)]];
  const median = (below + above) / 2;
  // a smooth function, and h small enough for h² to rule
  if (large.length && large.at(-1) < 4 * median) guides.push({ words: "truncation, h²", errors: steps.map((h) => median * h * h) });
  const inside = (e) => e >= 10 ** ax.low && e <= 10 ** ax.high;
  const lines = guides.map(({ words, errors }) => ({ words, line: steps.flatMap((h, i) => (inside(errors[i]) ? [[ax.x(h), ax.y(errors[i])]] : [])) }));
  return lines.filter(({ line }) => line.length >= 4);
}

// The steps that reach across a kink are shaded.
function microscopeBand(steps, curves, ax) {
  const { kinks } = curves.at(-1);
  const first = kinks.findIndex(Boolean);
  if (first < 0) return { box: [], words: [] };
  const left = ax.x(steps[first]);
  const box = svg("rect", { class: "band", x: left, y: ax.top, width: Math.max(ax.right - left, 3), height: ax.bottom - ax.top });
  const words = ax.width < 400 ? `kink of ${kinks[first]}` : `h reaches across the kink of ${kinks[first]}`;
  return { box: [box], words: [microscopeText(ax.right - 4, ax.top - 6, words, "quiet", "end")] };
}

// The name of a curve beside it.
function microscopeName(name, line, places) {
  const near = line.filter(Boolean);
  if (!near.length) return [];
  const spots = near.flatMap(([x, y]) => [0, 16, -16].flatMap((dx) => [-9, 18].map((dy) => [x + dx, y + dy, "middle"])));
  const [x, y, anchor] = places.place(name, 12, spots);
  return [microscopeText(x, y, name, `name-${name}`, anchor)];
}

function microscopeGuideName({ words, line }, places) {
  const spots = line.flatMap(([x, y]) => [7, -7].flatMap((side) => [-3, 11].map((up) => [x + side, y + up, side > 0 ? "start" : "end"])));
  const [x, y, anchor] = places.place(words, 11, spots);
  return microscopeText(x, y, words, "quiet", anchor);
}

function microscopeLevelName([[left, y], [right]], places, ax) {
  const words = ax.width < 400 ? "f32 adjoint" : "error of the f32 adjoint";
  const across = Array.from({ length: 9 }, (_, k) => left + 6 + ((8 - k) * (right - left - 7 * words.length)) / 8);
  const spots = [-5, 14].flatMap((up) => across.map((x) => [x, y + up, "start"]));
  const [x, at, anchor] = places.place(words, 11, spots);
  return microscopeText(x, at, words, "quiet", anchor);
}

// The dashboard's curves as SVG text, the same to the letter as dashboard_picture.py draws where there is no page.

const CURVES = { wide: 480, high: 396, left: 48, right: 12, loss: [26, 228], accuracy: [264, 370], best: 0.997, letter: 6.1 };
const CURVE_INK = { dark: "#222222", grey: "#5F6468", paper: "#FFFFFF", pale: "#A3A9AE", band: "#E3E6E8" };

// found: the numbers of the trait `curves`.   at: the step that we are at.
function drawCurves(found, at) {
  const { earlier, now, tests, steps } = found;
  const { wide, high, left, right } = CURVES;
  const scale = curveScale(steps, [...earlier.map(([points]) => points), now]);
  const parts = [...curveGrid(scale), ...rateLines(found.rates, scale)];
  for (const [points, measured] of earlier)
    parts.push(curveLine("earlier", points, scale, CURVE_INK.pale, 1.5), accuracyLine("earlier", measured, scale, CURVE_INK.pale));
  if (earlier.length) parts.push(endLabel(earlier.at(-1), scale));
  parts.push(curveRange(now, scale), curveLine("loss", now, scale, CURVE_INK.dark, 2));
  parts.push(accuracyLine("accuracy", tests, scale, CURVE_INK.dark), ...badLine(found.bad, scale), needleLine(at, scale));
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" role="img" `;
  const sides = ` data-left="${left / wide}" data-right="${right / wide}" data-steps="${steps}"`;
  const paper = `<rect class="paper" x="0" y="0" width="${wide}" height="${high}" rx="8" fill="${CURVE_INK.paper}"/>`;
  const font = ` font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif"`;
  return [`${head}aria-label="${found.words}"${font}${sides}>`, paper, ...parts.filter(Boolean), "</svg>\n"].join("\n");
}

// {x(step), loss(cost), accuracy(share), low, high, steps}: the whole band fits in, from 1, 2 or 5 times a power of ten to another.
function curveScale(steps, lines) {
  const points = lines.flat().filter(Boolean);
  const [least, most] = [2, 3].map((i) => points.map((p) => p[i]).filter((x) => x > 0));
  const lowest = least.length ? roundPower(Math.min(...least), false) : -1;
  const highest = most.length ? roundPower(Math.max(...most), true) : 1;
  const [low, high] = [Math.min(Math.max(lowest, -6), -Math.log10(2)), Math.max(Math.min(highest, 6), Math.log10(2))];
  const between = ([top, bottom], share) => bottom - share * (bottom - top);
  return {
    steps, low, high,
    x: (step) => CURVES.left + (step / steps) * (CURVES.wide - CURVES.left - CURVES.right),
    loss(cost) {
      const power = cost > 0 ? Math.log10(cost) : low;
      return between(CURVES.loss, (Math.min(Math.max(power, low), high) - low) / (high - low));
    },
    accuracy: (share) => between(CURVES.accuracy, Math.log(1 - Math.min(share, CURVES.best)) / Math.log(1 - CURVES.best)),
  };
}

// The logarithm of 1, 2 or 5 times a power of ten, next above or below x.
function roundPower(x, up) {
  const power = Math.floor(Math.log10(x) + 1e-12);
  const steps = [1, 2, 5, 10].map((m) => power + Math.log10(m));
  return up ? Math.min(...steps.filter((s) => s >= Math.log10(x) - 1e-9)) : Math.max(...steps.filter((s) => s <= Math.log10(x) + 1e-9));
}

function curveGrid(scale) {
  const { wide, left, right, accuracy } = CURVES;
  const parts = lossLevels(scale).flatMap((cost) => gridLevel(scale.loss(cost), general(cost, 6)));
  for (const percent of [0, 70, 90, 97, 99]) parts.push(...gridLevel(scale.accuracy(percent / 100), `${percent} %`));
  for (const step of stepTicks(scale.steps))
    parts.push(wordsAt(scale.x(step), accuracy[1] + 17, step ? step.toLocaleString("en") : "step 0", 11, CURVE_INK.grey, ' text-anchor="middle" class="quiet"'));
  for (const [top, bottom] of [CURVES.loss, accuracy])
    parts.push(svgLine("axis", `M${px(left)} ${px(top)}V${px(bottom)}H${px(wide - right)}`, CURVE_INK.grey, 1));
  const bold = ' font-weight="bold" class="ink"';
  parts.push(wordsAt(left, 15, "loss of each step, and its range", 12, CURVE_INK.dark, bold));
  parts.push(wordsAt(left, accuracy[0] - 10, "accuracy on the test images", 12, CURVE_INK.dark, bold));
  return parts;
}

// The losses that have a line: powers of ten, and 2 and 5 times them where there is room.
function lossLevels({ low, high }) {
  const found = [];
  for (let k = Math.floor(low); k <= Math.ceil(high); k++)
    for (const m of high - low < 2.4 ? [1, 2, 5] : [1]) found.push(m * Number(`1e${k}`));
  return found.filter((x) => low - 1e-9 <= Math.log10(x) && Math.log10(x) <= high + 1e-9);
}

function gridLevel(y, text) {
  const { left, wide, right } = CURVES;
  const line = svgLine("grid", `M${px(left)} ${px(y)}H${px(wide - right)}`, CURVE_INK.band, 1);
  return [line, wordsAt(left - 8, y + 4, text, 11, CURVE_INK.grey, ' text-anchor="end" class="quiet"')];
}

// About five round numbers.
function stepTicks(steps) {
  const rough = 10 ** Math.floor(Math.log10(Math.max(steps / 5, 1)));
  const every = [1, 2, 5, 10].map((m) => rough * m).find((each) => steps / each <= 6);
  return Array.from({ length: Math.floor(steps / every) + 1 }, (_, i) => i * every);
}

// A fine line wherever the rate changed, with the new rate, where there is room for it.
function rateLines(rates, scale) {
  const [top, bottom] = CURVES.loss;
  const parts = [];
  let free = 0;
  let last = -9;
  for (const [step, rate] of rates) {
    const [x, words] = [scale.x(step), step ? rate : `rate ${rate}`];
    if (step && x > last + 3) {
      parts.push(svgLine("rate", `M${px(x)} ${px(top)}V${px(bottom)}`, CURVE_INK.pale, 1, ' stroke-dasharray="1 3"'));
      last = x;
    }
    const long = CURVES.letter * words.length;
    if (x < free || x + long >= CURVES.wide) continue;
    parts.push(wordsAt(x + 4, top + 11, words, 11, CURVE_INK.dark, ' class="ink"'));
    free = x + long + 10;
  }
  return parts;
}

// From the least to the most of each block, as a pale band.
function curveRange(points, scale) {
  const seen = points.filter(Boolean);
  if (seen.length < 2) return "";
  const edge = (i) => seen.map((p) => `${px(scale.x(p[0]))} ${px(scale.loss(p[i]))}`);
  return `<path class="range" d="M${[...edge(3), ...edge(2).reverse()].join("L")}z" fill="${CURVE_INK.band}" stroke="none"/>`;
}

function curveLine(kind, points, scale, colour, thick) {
  const way = wayThrough(points.map((p) => p && [scale.x(p[0]), scale.loss(p[1])]));
  return way && svgLine(kind, way, colour, thick);
}

function accuracyLine(kind, tests, scale, colour) {
  if (!tests.length) return "";
  const points = tests.map(([step, share]) => [scale.x(step), scale.accuracy(share)]);
  const few = points.length <= 40 ? points : points.slice(-1);
  const dots = few.map(([x, y]) => `<circle class="${kind}" cx="${px(x)}" cy="${px(y)}" r="2.5" fill="${colour}"/>`);
  return svgLine(kind, wayThrough(points), colour, 1.5) + dots.join("");
}

// The rate of an earlier curve, beside its end.
function endLabel([points, , rate], scale) {
  const at = points.findLast(Boolean);
  if (!at) return "";
  const [x, y, words] = [scale.x(at[0]), scale.loss(at[1]), `earlier: rate ${rate}`];
  const right = x + CURVES.letter * words.length > CURVES.wide - CURVES.right;
  const more = ` class="quiet over" paint-order="stroke" stroke="${CURVE_INK.paper}" stroke-width="3"${right ? ' text-anchor="end"' : ""}`;
  return wordsAt(right ? x - 2 : x + 6, right ? y - 8 : y + 4, words, 11, CURVE_INK.grey, more);
}

function badLine(bad, scale) {
  if (!bad) return [];
  const x = scale.x(bad);
  const right = x > CURVES.wide / 2;
  const [top, bottom] = CURVES.loss;
  return [svgLine("bad", `M${px(x)} ${px(top)}V${px(bottom)}`, "#B3261E", 1.5),
    wordsAt(x + (right ? -6 : 6), bottom - 8, `not a number from step ${bad.toLocaleString("en")} on`, 11.5, "#B3261E", ` class="bad-ink"${right ? ' text-anchor="end"' : ""}`)];
}

// Through both panels, but not through the words between them.
function needleLine(step, scale) {
  const x = px(scale.x(step));
  return svgLine("needle", [CURVES.loss, CURVES.accuracy].map(([top, bottom]) => `M${x} ${px(top)}V${px(bottom)}`).join(""), "#B88600", 2);
}

// ---- SVG as text ------------------------------------------------------------

function px(x) {
  return fixed(x, 1).replace(/\.0$/, "");
}

function svgLine(kind, way, colour, thick, more = "") {
  return `<path class="${kind}" d="${way}" fill="none" stroke="${colour}" stroke-width="${thick}"${more}/>`;
}

function wordsAt(x, y, words, size, colour, more) {
  return `<text x="${px(x)}" y="${px(y)}" font-size="${size}" fill="${colour}"${more}>${words}</text>`;
}

// A line through these points, interrupted where one is missing.
function wayThrough(points) {
  let pen = "M";
  return points.map((p) => {
    const part = p ? `${pen}${px(p[0])} ${px(p[1])}` : "";
    pen = p ? "L" : "M";
    return part;
  }).join("");
}

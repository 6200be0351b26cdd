// The picture of one value as SVG, with its numbers under the pointer: small in a box of the graph, large in the card.

// {element, plan, cell(k), at(x, y), light(numbers), choose(k)}, in a room of wide x high.
//   legible   numbers may be written into the cells, and into what has one number only
function valuePicture(value, wide, high, { legible = false, least } = {}) {
  const plan = planOf(value, wide, high, least);
  const element = svg("g", { class: "ngt-picture-of" });
  const lit = svg("g", { class: "ngt-lit-cells" });
  const chosen = svg("g", { class: "ngt-chosen-cell" });
  const few = legible && plan.kind === "map" && plan.all === 1 && plan.high <= 8 && wide / plan.wide >= 38;
  const [sx, sy] = scales();
  const [left, top] = [(wide - sx * plan.wide) / 2, (high - sy * plan.high) / 2];

  function scales() {
    if (plan.kind !== "map") return [wide / plan.wide, high];
    if (few) return [Math.min(wide / plan.wide, 64), Math.min(high / plan.high, 30)];
    const scale = Math.min(wide / plan.wide, high / plan.high);
    const whole = (k) => (k >= 2 ? Math.floor(k) : k); // each number as many pixels as the next
    if (plan.all > 1 || value.look) return [whole(scale), whole(scale)];
    // of a long, thin matrix the numbers are no squares, so that there is something to see and to point at
    const stretched = (room, n) => whole(Math.max(scale, Math.min((0.45 * room) / n, 5 * scale)));
    return [stretched(wide, plan.wide), stretched(high, plan.high)];
  }
  const cell = (k) => {
    const at = plan.at?.(k);
    return at && { x: left + at[0] * sx, y: top + at[1] * sy, width: sx, height: sy };
  };
  // The number under a point of the room, or -1.
  const at = (x, y) => {
    const [i, j] = [Math.floor((x - left) / sx), Math.floor((y - top) / sy)];
    return plan.k && i >= 0 && i < plan.wide && j >= 0 && j < plan.high ? plan.k(i, j) : -1;
  };

  element.append(svg("rect", { class: "ngt-room", width: wide, height: high, fill: "none" }));
  DRAWN[plan.kind]({ value, plan, element, cell, wide, high, left, top, sx, sy, few, legible });
  element.append(lit, chosen);

  const light = (numbers) => lit.replaceChildren(...(plan.kind === "number" ? [] : outlines(numbers.map(cell).filter(Boolean))));
  const choose = (k) => chosen.replaceChildren(...(k < 0 || plan.kind === "number" ? [] : outlines([cell(k)].filter(Boolean))));
  return { element, plan, cell, at, light, choose, few };
}

const DRAWN = {
  none({ value, element, wide, high }) {
    const words = value.isKnown ? "no numbers" : "not in this film";
    element.append(svg("text", { x: wide / 2, y: high / 2 + 4, "font-size": 11, "text-anchor": "middle", class: "ngt-faint" }, words));
  },
  number({ value, element, wide, high, legible }) {
    const size = legible ? 22 : 12.5;
    const text = numberText(value.numbers()[0], value);
    element.append(svg("text", { x: wide / 2, y: high / 2 + size * 0.36, "font-size": size, "text-anchor": "middle", class: "ngt-number" }, text));
  },
  bars({ value, element, wide, high, sx, legible }) {
    const numbers = value.numbers();
    if (value.isWhole && numbers.length <= (legible ? 12 : 8)) return wholeNumbers({ value, element, wide, high, legible });
    const finite = numbers.filter(Number.isFinite);
    const [low, most] = finite.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [0, 0]);
    const y = (x) => (low < most ? ((high - 2) * (most - x)) / (most - low) + 1 : high / 2);
    const bar = (x, i) => `M${((i + 0.5) * sx).toFixed(2)} ${y(0).toFixed(2)}V${(Number.isFinite(x) ? y(x) : Number.isNaN(x) ? 0 : x > 0 ? 0 : high).toFixed(2)}`;
    const thick = Math.max(sx > 4 ? sx - 1 : sx * 0.9, 0.4);
    const way = (name, wanted) => {
      const d = numbers.map((x, i) => (wanted(x) ? bar(x, i) : "")).join("");
      if (d) element.append(svg("path", { d, class: `ngt-bar-${name}`, "stroke-width": thick, fill: "none" }));
    };
    way("negative", (x) => x < 0 && Number.isFinite(x));
    way("positive", (x) => x > 0 && Number.isFinite(x));
    way("nan", (x) => Number.isNaN(x));
    way("infinite", (x) => Math.abs(x) === Infinity);
    element.append(svg("path", { d: `M0 ${y(0).toFixed(2)}H${wide}`, class: "ngt-axis" }));
  },
  map({ value, plan, element, cell, left, top, sx, sy, few }) {
    const image = svg("image", { x: left, y: top, width: sx * plan.wide, height: sy * plan.high, preserveAspectRatio: "none",
      href: pixelsOf(value, plan), "image-rendering": sx >= 1 ? "pixelated" : "auto" });
    element.append(image, svg("rect", { class: "ngt-edge", x: left, y: top, width: sx * plan.wide, height: sy * plan.high, fill: "none" }));
    if (few) writeCells({ value, element, cell, sx, sy });
  },
};

function wholeNumbers({ value, element, wide, high, legible }) {
  const numbers = value.numbers();
  const step = wide / numbers.length;
  const size = legible ? 14 : 11.5;
  numbers.forEach((x, i) => element.append(
    svg("text", { x: (i + 0.5) * step, y: high / 2 + size * 0.36, "font-size": size, "text-anchor": "middle", class: "ngt-number" }, numberText(x))));
}

function writeCells({ value, element, cell, sx, sy }) {
  const most = strongest(value);
  value.numbers().forEach((x, k) => {
    const { x: left, y: top } = cell(k);
    const [r, g, b] = colourOf(x, most, value.look.startsWith("ink"));
    const dark = 0.299 * r + 0.587 * g + 0.114 * b < 140;
    const text = Number.isFinite(x) && !value.isWhole ? shortIn(sx, x) : numberText(x, value);
    element.append(svg("text", { x: left + sx / 2, y: top + sy / 2 + 4, "font-size": 11, "text-anchor": "middle",
      fill: dark ? "#FFF" : "#222", class: "ngt-in-cell" }, text));
  });
}

// A float with as many digits as fit into a cell so wide: 0.00607, or .006.
function shortIn(wide, x) {
  const texts = [3, 2, 1].map((digits) => numberText(Number(x.toPrecision(digits))));
  const shorter = texts.map((text) => text.replace(/^(−?)0\./, "$1."));
  return [texts[0], ...shorter].find((text) => text.length * 6.7 < wide) ?? shorter[2];
}

// A line around cells; those that touch each other share one.
function outlines(cells) {
  const merged = joined(joined(cells, "x", "y"), "y", "x");
  const box = (c, name) => svg("rect", { class: name, x: c.x, y: c.y, width: c.width, height: c.height });
  return [...merged.map((c) => box(c, "ngt-around")), ...merged.map((c) => box(c, "ngt-within"))];
}

// Join neighbours along one direction that have the same place and size across it.
function joined(cells, along, across) {
  const [long, wide] = along === "x" ? ["width", "height"] : ["height", "width"];
  const sorted = [...cells].sort((a, b) => a[across] - b[across] || a[wide] - b[wide] || a[along] - b[along]);
  const out = [];
  for (const c of sorted) {
    const last = out.at(-1);
    const touches = last && last[across] === c[across] && last[wide] === c[wide] && Math.abs(last[along] + last[long] - c[along]) < 0.01;
    if (touches) last[long] += c[long];
    else out.push({ ...c });
  }
  return out;
}

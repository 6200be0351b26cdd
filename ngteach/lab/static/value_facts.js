// A few facts of one value: its ends, its mean, how many numbers are remarkable, and a histogram.

const BINS = 28;

function drawFacts(facts, { facts: f }, there) {
  const shown = [["min", f.low], ["mean", f.mean], ["max", f.high], ["zeros", f.zeros], ["NaN", f.nan], ["±∞", f.infinite]];
  facts.replaceChildren(...shown.map(([name, n]) =>
    h("div", { class: there && (name === "NaN" || name === "±∞") && n ? "ngt-failed" : "" },
      h("span", {}, name), h("b", {}, there ? n.toLocaleString("en") : "–"))));
}

// A histogram of the numbers that the film holds.
function drawBars(bars, value) {
  const numbers = (value?.numbers() ?? []).filter(Number.isFinite);
  const [low, high] = numbers.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity]);
  const counts = new Array(numbers.length > 1 && high > low ? BINS : 0).fill(0);
  if (counts.length) numbers.forEach((x) => counts[Math.min(Math.floor((BINS * (x - low)) / (high - low)), BINS - 1)]++);
  const most = Math.max(...counts, 1);
  const wide = 280 / BINS;
  bars.setAttribute("aria-label", counts.length ? `Histogram of ${value.name}, from ${numberText(low)} to ${numberText(high)}` : "No histogram");
  bars.replaceChildren(
    ...counts.map((n, i) => {
      const tall = n ? Math.max(1.5, (38 * n) / most) : 0;
      return svg("rect", { x: i * wide + 0.5, y: 39 - tall, width: Math.max(wide - 1, 0.5), height: tall });
    }),
    svg("path", { d: "M0 39.5H280", class: "ngt-axis" }));
}

// The loss over the steps, on a logarithmic axis, with a mark where we are.

const BINS_ACROSS = 160;

// {element, show(losses, step)}
function lossCurve() {
  const [wide, high] = [320, 120];
  const raw = svg("path", { class: "pg-raw", fill: "none" });
  const mean = svg("path", { class: "pg-mean", fill: "none" });
  const here = svg("path", { class: "pg-here" });
  const top = svg("text", { x: 4, y: 12, "font-size": 11 });
  const bottom = svg("text", { x: 4, y: high - 5, "font-size": 11 });
  const last = svg("text", { x: wide - 4, y: high - 5, "font-size": 11, "text-anchor": "end" });
  const element = svg("svg", { class: "pg-curve", viewBox: `0 0 ${wide} ${high}`, role: "img" }, raw, mean, here, top, bottom, last);
  function show(losses, step) {
    const finite = losses.filter((x) => Number.isFinite(x) && x > 0);
    const ends = finite.length ? finite.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, 0]) : [0.1, 1];
    const [low, up] = [Math.log10(ends[0]) - 0.05, Math.log10(ends[1]) + 0.05];
    const total = Math.max(losses.length, 50);
    const x = (n) => (n / total) * wide;
    const y = (loss) => 4 + ((up - Math.log10(loss)) / Math.max(up - low, 0.1)) * (high - 8);
    const bin = Math.max(Math.ceil(losses.length / BINS_ACROSS), 1);
    let [dots, line] = ["", ""];
    for (let from = 0; from < losses.length; from += bin) {
      const part = losses.slice(from, from + bin).filter((v) => Number.isFinite(v) && v > 0);
      if (!part.length) continue;
      const at = x(from + bin / 2).toFixed(1);
      dots += `M${at} ${y(Math.max(...part)).toFixed(1)}V${(y(Math.min(...part)) + 0.8).toFixed(1)}`;
      const near = losses.slice(Math.max(from - 8, 0), from + bin + 8).filter((v) => Number.isFinite(v) && v > 0);
      line += `${line ? "L" : "M"}${at} ${y(near.reduce((a, b) => a + b, 0) / near.length).toFixed(1)}`;
    }
    raw.setAttribute("d", dots);
    mean.setAttribute("d", line);
    here.setAttribute("d", `M${x(step).toFixed(1)} 0V${high}`);
    setText(top, finite.length ? `loss ${shortNumber(ends[1], 3)}` : "the loss, once it trains");
    setText(bottom, finite.length ? shortNumber(ends[0], 3) : "");
    setText(last, losses.length ? `step ${losses.length}` : "");
    element.setAttribute("aria-label", finite.length ? `The loss over ${losses.length} steps, from ${shortNumber(losses[0], 3)} to ${shortNumber(losses.at(-1), 3)}` : "The loss: nothing has been trained yet");
  }
  show([], 0);
  return { element, show };
}

// The loss over the steps, on a logarithmic axis, and below it how many answers are right; with a mark where we are.

const BINS_ACROSS = 160;
const LEAST = 50; // steps that there is room for

// A click on a curve goes to that step.   place(x): the share of the width -> what is to be done
function goesTo(element, place) {
  element.addEventListener("click", (event) => {
    const box = element.getBoundingClientRect();
    place((event.clientX - box.left) / box.width);
  });
}

// {element, show(losses, step)}.   onpick(step): a place was clicked
function lossCurve(onpick) {
  const [wide, high] = [320, 120];
  let known = 0;
  const raw = svg("path", { class: "pg-raw", fill: "none" });
  const mean = svg("path", { class: "pg-mean", fill: "none" });
  const here = svg("path", { class: "pg-here" });
  const top = svg("text", { x: 4, y: 12, "font-size": 12 });
  const bottom = svg("text", { x: 4, y: high - 5, "font-size": 12 });
  const last = svg("text", { x: wide - 4, y: high - 5, "font-size": 12, "text-anchor": "end" });
  const element = svg("svg", { class: "pg-curve", viewBox: `0 0 ${wide} ${high}`, role: "img" }, raw, mean, here, top, bottom, last);
  goesTo(element, (share) => onpick(Math.min(Math.round(share * Math.max(known, LEAST)), known)));
  function show(losses, step) {
    known = losses.length;
    const finite = losses.filter((x) => Number.isFinite(x) && x > 0);
    const ends = finite.length ? finite.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, 0]) : [0.1, 1];
    const [low, up] = [Math.log10(ends[0]) - 0.05, Math.log10(ends[1]) + 0.05];
    const total = Math.max(known, LEAST);
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
    setText(top, finite.length ? `loss ${fewDigits(ends[1], 3)}` : "the loss, once it trains");
    setText(bottom, finite.length ? fewDigits(ends[0], 3) : "");
    setText(last, losses.length ? `step ${losses.length}` : "");
    element.setAttribute("aria-label", finite.length ? `The loss over ${losses.length} steps, from ${fewDigits(losses[0], 3)} to ${fewDigits(losses.at(-1), 3)}` : "The loss: nothing has been trained yet");
  }
  show([], 0);
  return { element, show };
}

// {element, show(rights, known, step)}.   rights: [[step, share of right answers, of those for testing last], ...]
function rightCurve() {
  const [wide, high] = [320, 64];
  const lines = ["pg-training", "pg-testing"].map((looks) => svg("path", { class: looks, fill: "none" }));
  const here = svg("path", { class: "pg-here" });
  const words = svg("text", { x: wide - 4, y: high - 6, "font-size": 12, "text-anchor": "end" });
  const element = svg("svg", { class: "pg-curve", viewBox: `0 0 ${wide} ${high}`, role: "img" }, ...lines, here, words);
  function show(rights, known, step) {
    const total = Math.max(known, LEAST);
    const x = (n) => ((n / total) * wide).toFixed(1);
    const y = (share) => (4 + (1 - share) * (high - 8)).toFixed(1);
    const path = (of) => rights.map(([n, shares], i) => `${i ? "L" : "M"}${x(n)} ${y(of(shares))}`).join("");
    lines[0].setAttribute("d", rights[0]?.[1].length > 1 ? path((shares) => shares[0]) : "");
    lines[1].setAttribute("d", path((shares) => shares.at(-1)));
    here.setAttribute("d", `M${x(step)} 0V${high}`);
    const now = rights.findLast(([n]) => n <= step) ?? rights[0];
    const text = now ? `right: ${now[1].map((share, i) => `${i === now[1].length - 1 ? "test" : "train"} ${Math.round(100 * share)} %`).join(", ")}` : "";
    setText(words, text);
    element.setAttribute("aria-label", `How many answers are ${text || "right"}`);
  }
  return { element, show };
}

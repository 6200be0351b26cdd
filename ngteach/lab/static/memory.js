// The memory of the values that a graph computes: what is alive after each equation, and what waits for the backward pass.

// {element, set(step)}.   values: of the film;  go(step)
function memoryChart(values, go) {
  const [wide, high, band] = [1000, 56, 12];
  const equations = values.filter((v) => v.made);
  const total = equations.length || 1;
  const curve = (wanted, until) => curveOf(equations.filter(wanted), until, total);
  const last = lastState;
  const alive = curve((v) => v.last < total, last);
  const kept = curve((v) => v.last < total, (v) => v.kept);
  const done = curve((v) => v.last >= total, last);
  const [most, all] = [Math.max(...alive, ...kept, 1), Math.max(...done, 1)];
  const x = (i) => ((wide * i) / total).toFixed(1);
  const steps = (numbers, y) => numbers.map((n, i) => `${i ? "H" : "M"}${x(i)}${i ? "V" : " "}${y(n).toFixed(1)}`).join("");
  const y = (n) => high - 4 - ((high - 10) * n) / most;
  const yBand = (n) => band - (band * n) / all;
  const lanes = [];
  equations.forEach((v, i) => {
    if (!i || equations[i - 1].phase !== v.phase) lanes.push([v.phase, i, i]);
    lanes.at(-1)[2] = i + 1;
  });
  const ground = (tall) => lanes.map(([phase, a, b]) => svg("rect", { class: "ngt-lane", "data-phase": phase, x: x(a), y: 0, width: x(b) - x(a), height: tall }));
  const chart = (tall, words, ...parts) => {
    const needle = svg("path", { class: "ngt-needle" });
    const element = svg("svg", { viewBox: `0 0 ${wide} ${tall}`, preserveAspectRatio: "none", role: "img", "aria-label": words, style: `height:${tall}px` }, ...ground(tall), ...parts, needle);
    element.addEventListener("click", (event) => {
      const box = element.getBoundingClientRect();
      go(Math.round(((event.clientX - box.left) / box.width) * total));
    });
    return { element, set: (step) => needle.setAttribute("d", `M${x(step)} 0V${tall}`) };
  };
  const path = (name, d) => svg("path", { class: name, d });
  const main = chart(high, `Memory of what is computed on the way, over ${counted(equations.length, "equation")}: at most ${bytesText(most)}`,
    path("ngt-alive-area", `${steps(alive, y)}V${y(0)}H0z`), path("ngt-kept-area", `${steps(kept, y)}V${y(0)}H0z`), path("ngt-alive-line", steps(alive, y)));
  const ends = chart(band, `Memory of the results, which stay: ${bytesText(all)} at the end`, path("ngt-done-area", `${steps(done, yBand)}V${band}H0z`));
  const now = h("span", { class: "ngt-mono" });
  const nowDone = h("span", { class: "ngt-mono" });
  const element = h("div", { class: "ngt-memory" },
    h("p", { class: "ngt-small" }, h("span", {}, "Bytes alive on the way; the darker part is kept for the backward pass"), now), main.element,
    h("p", { class: "ngt-small" }, h("span", {}, "Results, which stay"), nowDone), ends.element);
  function set(step) {
    main.set(step);
    ends.set(step);
    setText(now, `${bytesText(alive[step])}, ${bytesText(kept[step])} kept (at most ${bytesText(most)})`);
    setText(nowDone, `${bytesText(done[step])} of ${bytesText(done.at(-1))}`);
  }
  return { element, set };
}

// The last state in which a value is alive.
function lastState(v) {
  return Math.max(v.last, v.made);
}

// What is alive after 0, 1, ... total equations, in bytes.   until(v): the last state in which v is counted
function curveOf(values, until, total, weight = (v) => v.bytes) {
  const change = new Array(total + 2).fill(0);
  for (const v of values) {
    if (until(v) < v.made) continue;
    change[v.made] += weight(v);
    change[Math.min(until(v), total) + 1] -= weight(v);
  }
  let sum = 0;
  return change.slice(0, total + 1).map((n) => (sum += n));
}

// What the network answers: the plane in two colours, or digits with what they are taken for.

const CLASSES = [[0, 114, 178], [213, 94, 0]];

// ---- points -------------------------------------------------------------------

// {element, show(data, answer)}: at each place of the square the probability of class 1, and the points in their colours.
function planeAnswer({ side, reach, points: n }) {
  const size = 320;
  const canvas = h("canvas", { class: "pg-plane", width: 2 * size, height: 2 * size, role: "img" });
  const small = h("canvas", { width: side, height: side });
  function show(data, answer, right) {
    const image = new ImageData(side, side);
    for (let k = 0; k < side * side; k++) {
      const q = answer[2 * (2 * n + k) + 1];
      image.data.set([...shade(q), 255], 4 * k);
    }
    small.getContext("2d").putImageData(image, 0, 0);
    const pen = canvas.getContext("2d");
    pen.imageSmoothingEnabled = true;
    const edge = size / (side - 1); // the outer places lie on the edge
    pen.drawImage(small, -edge, -edge, 2 * size + 2 * edge, 2 * size + 2 * edge);
    const at = (v) => size * (1 + v / reach);
    for (let i = 0; i < 2 * n; i++) {
      const ink = CLASSES[i % 2].map((c) => Math.round(0.8 * c));
      pen.beginPath();
      pen.arc(at(data.all[2 * i]), at(-data.all[2 * i + 1]), i < n ? 7 : 5, 0, 2 * Math.PI);
      pen.lineWidth = 2.5;
      pen.fillStyle = i < n ? `rgb(${ink})` : "#fff";
      pen.strokeStyle = i < n ? "#fff" : `rgb(${ink})`;
      pen.fill();
      pen.stroke();
    }
    canvas.setAttribute("aria-label", `The plane, blue where the network says class 0, orange where it says class 1; ${Math.round(100 * right[1])} % of the points for testing lie in their own colour.`);
  }
  const note = h("p", { class: "ngt-small" }, h("span", {}, "Full points train it, hollow ones test it; where it is pale, it is unsure."));
  return { element: h("div", { class: "ngt-column" }, canvas, note), show, names: [] };
}

function shade(q) {
  if (!Number.isFinite(q)) return HEAT.nan;
  const share = Math.min(Math.abs(2 * q - 1), 1) * 0.62;
  return CLASSES[q < 0.5 ? 0 : 1].map((c) => Math.round(255 + share * (c - 255)));
}

// ---- digits -------------------------------------------------------------------

const SHOWN_DIGITS = 24;

// {element, show(data, answer, right, byName)}: some digits for testing, and the first layer's weights as pictures.
function digitsAnswer() {
  const tiles = h("div", { class: "pg-tiles" });
  const weights = h("div", { class: "pg-weights", role: "img", "aria-label": "The first layer's weights, each neuron's as a picture: orange adds, blue subtracts" });
  const cells = [];
  function show(data, answer, right, byName) {
    if (!cells.length || cells.data !== data) make(data);
    const { labels } = data.known[0];
    cells.forEach(({ word, cell }, i) => {
      const row = answer.subarray(10 * i, 10 * i + 10);
      const best = row.indexOf(Math.max(...row));
      const isRight = best === labels[i];
      setText(word, best < 0 ? "NaN" : isRight ? String(best) : `${best}≠${labels[i]}`);
      mark(cell, "pg-wrong", !isRight);
    });
    const W = byName.get("weights.W0");
    if (!W?.isKnown) return;
    const [wide, high] = [320, 150];
    const picture = svg("svg", { viewBox: `0 0 ${wide} ${high}`, "aria-hidden": "true" }, valuePicture(W, wide, high).element);
    weights.replaceChildren(picture);
  }
  function make(data) {
    cells.length = 0;
    cells.data = data;
    for (let i = 0; i < SHOWN_DIGITS; i++) {
      const canvas = h("canvas", { width: 8, height: 8, "aria-hidden": "true" });
      const image = new ImageData(8, 8);
      data.asked.subarray(64 * i, 64 * i + 64).forEach((grey, k) => image.data.set([...Array(3).fill(Math.round(255 - 220 * grey)), 255], 4 * k));
      canvas.getContext("2d").putImageData(image, 0, 0);
      const word = h("span", { class: "ngt-mono" });
      cells.push({ word, cell: h("div", { class: "pg-digit" }, canvas, word) });
    }
    tiles.replaceChildren(...cells.map(({ cell }) => cell));
  }
  const element = h("div", { class: "ngt-column" }, h("h3", {}, "Digits it has never seen: what it reads ≠ what it is"), tiles,
    h("h3", {}, "What the first layer looks for"), weights);
  return { element, show, names: ["weights.W0"] };
}

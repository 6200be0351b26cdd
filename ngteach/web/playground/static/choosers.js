// One of a few, as a row of buttons that is a group of radio buttons.

// {element, set(value), enable(on)}.   options: [[value, what is shown], ...]
function segments({ label, options, onchoose, looks = "" }) {
  const name = freshId();
  const inputs = new Map();
  const parts = options.map(([value, shown]) => {
    const input = h("input", { type: "radio", name, value, class: "pg-radio", onchange: () => onchoose(value) });
    inputs.set(value, input);
    return h("label", { class: "pg-segment" }, input, h("span", {}, shown));
  });
  const element = h("fieldset", { class: `pg-segments ${looks}` }, h("legend", {}, label), h("div", {}, ...parts));
  const set = (value) => inputs.get(value) && (inputs.get(value).checked = true);
  const enable = (on) => (element.disabled = !on);
  return { element, set, enable };
}

// A small picture of a data set.
function dataPicture(name, numbers) {
  const canvas = h("canvas", { width: 72, height: 72, class: "pg-data", "aria-hidden": "true" });
  const pen = canvas.getContext("2d");
  if (name === "digits") {
    pen.font = "600 30px sans-serif";
    pen.fillStyle = "#5b6166";
    [["3", 6, 32], ["8", 40, 32], ["5", 6, 66], ["1", 40, 66]].forEach(([text, x, y]) => pen.fillText(text, x, y));
    return canvas;
  }
  for (let i = 0; i < Math.min(numbers.length / 2, 160); i++) {
    pen.fillStyle = `rgb(${CLASSES[i % 2]})`;
    pen.fillRect(34 + 31 * numbers[2 * i], 34 - 31 * numbers[2 * i + 1], 4, 4);
  }
  return canvas;
}

const RATE_STEPS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 30, 100];

// The place of the nearest rate on the slider.
function rateStep(rate) {
  const far = (r) => Math.abs(Math.log(r / rate));
  return RATE_STEPS.reduce((best, r, i) => (far(r) < far(RATE_STEPS[best]) ? i : best), 0);
}

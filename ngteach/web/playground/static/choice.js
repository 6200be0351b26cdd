// What a reader has chosen, and the link that says it.  A link may come from anywhere: what it cannot mean is left out.

const MOST_STEPS = 20000; // that a link may ask for
const SEEDS = 1000;

// {data, layers, width, activation, optimizer, rates, seed, step, shown}.   grid: what there is to choose from
function firstChoice(grid) {
  return { data: "moons", layers: 2, width: 8, activation: "tanh", optimizer: "sgd",
    rates: [[0, grid.rates.sgd]], seed: 0, step: 0, shown: "weights.dW0" };
}

function choiceOf(hash, grid) {
  const choice = firstChoice(grid);
  const found = new URLSearchParams(String(hash).slice(0, 2000).replace(/^#/, ""));
  const one = (name, known) => {
    const value = known.find((each) => String(each) === found.get(name));
    if (value !== undefined) choice[name] = value;
  };
  one("data", grid.data);
  one("layers", grid.layers);
  one("width", grid.widths);
  one("activation", grid.activations);
  one("optimizer", Object.keys(grid.rates));
  choice.rates = ratesOf(found.get("rate") ?? "") ?? [[0, grid.rates[choice.optimizer]]];
  choice.seed = wholeIn(found.get("seed"), SEEDS);
  choice.step = wholeIn(found.get("step"), MOST_STEPS);
  if (/^[\w.%]{1,60}$/.test(found.get("shown") ?? "")) choice.shown = found.get("shown");
  return choice;
}

function wholeIn(text, most) {
  return /^\d{1,9}$/.test(text ?? "") ? Math.min(Number(text), most) : 0;
}

// "0.3" or "0.3,3@120": from step 120 on it is 3.
function ratesOf(text) {
  const parts = text.split(",").slice(0, 20).map((part) => part.split("@"));
  const rates = parts.map(([rate, from = "0"]) => [wholeIn(from, MOST_STEPS), rate.trim() === "" ? NaN : Number(rate)]);
  const fit = rates.every(([from, rate], i) => rate > 0 && rate <= 1000 && (i ? from > rates[i - 1][0] : from === 0));
  return fit ? rates : null;
}

function hashOf({ data, layers, width, activation, optimizer, rates, seed, step, shown }) {
  const rate = rates.map(([from, r]) => (from ? `${r}@${from}` : String(r))).join(",");
  const parts = { data, layers, width, activation, optimizer, rate, seed, step, shown };
  return `#${Object.entries(parts).map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%40", "@")}`).join("&")}`;
}

// The name under which the page has the graphs of a choice.
function keyOf({ data, layers, activation, optimizer }) {
  return `${data === "digits" ? 64 : 2} ${layers} ${layers ? activation : "linear"} ${optimizer}`;
}

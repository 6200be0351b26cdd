// The playground: what the reader chooses, the network that learns it, and the program that trains it, beside each other.

const packed = JSON.parse(document.querySelector("#packed").textContent);
const { grid } = packed;
const stock = store(packed);
let choice = choiceOf(location.hash, grid);
let panes = null;
let losses = [];
let rights = []; // [step, shares of right answers], as far as they were asked for
let state = { step: 0, far: 0, running: false, broken: null };
let startWhenLoaded = false;
let opening = 0; // the number of the newest model: what comes later for an older one is dropped

// ---- what is on the page ------------------------------------------------------

const place = (name) => document.querySelector(`#${name}`);
const status = place("status");
const say = (text, isBad = false) => {
  setText(status, text);
  mark(status, "ngt-failed", isBad);
};
const tip = tooltip(place("stage"));
const known = { data: grid.data.map((name) => [name, name]), layers: grid.layers, widths: grid.widths };

const pick = (name) => (value) => change({ [name]: value });
const choosers = {
  data: segments({ label: "Data", looks: "pg-pictures", onchoose: pick("data"),
    options: grid.data.map((name) => [name, [dataPicture(name, packed.points[name] && new Float32Array(bytes(packed.points[name]).buffer)), name]]) }),
  layers: segments({ label: "Hidden layers", onchoose: pick("layers"), options: known.layers.map((n) => [n, n]) }),
  width: segments({ label: "Neurons in each", onchoose: pick("width"), options: known.widths.map((n) => [n, n]) }),
  activation: segments({ label: "Activation", onchoose: pick("activation"), options: grid.activations.map((n) => [n, n]) }),
  optimizer: segments({ label: "Optimizer", options: Object.keys(grid.rates).map((n) => [n, n]),
    onchoose: (optimizer) => change({ optimizer, rates: [[0, grid.rates[optimizer]]] }) }),
};
const rate = slider({ label: "Learning rate", max: RATE_STEPS.length - 1, text: (k) => String(RATE_STEPS[k]), width: "5ch",
  onmove: (k) => {
    trainerOf.ask("setRate", { rate: RATE_STEPS[k] });
    say(`From step ${state.step} on the learning rate is ${RATE_STEPS[k]}.`);
  } });
const seed = button("New weights", () => change({ seed: (choice.seed + 1) % SEEDS }), { title: "Start from other random numbers" });
place("choices").append(...Object.values(choosers).map(({ element }) => element),
  h("div", { class: "pg-rate" }, rate.element, seed));

const go = button("Start", () => toggle(), { primary: true, class: "ngt-button ngt-primary pg-go" });
const stepButton = button("Step", () => trainerOf.ask("steps", { count: 1 }), { title: "One step (right arrow)" });
const reset = button("Reset", () => change({ rates: [[0, rateNow()]] }), { title: "Back to the first weights" });
const pace = select({ label: "Pace", options: ["slow", "medium", "fast"], value: "medium",
  onchoose: (pace) => trainerOf.ask("run", { on: state.running, pace }) });
const time = slider({ label: "At step", max: 1, text: (n) => `${n}`, width: "6ch", onmove: (goal) => trainerOf.ask("seek", { goal }) });
const numbers = h("p", { class: "pg-numbers ngt-mono" });
const copy = button("Copy as Python", copyLines, { title: "The lines that make the same with ngteach" });
const link = button("Copy link", copyLink);
place("run").append(go, stepButton, reset, pace.element, time.element, numbers, h("span", { class: "pg-end" }, copy, link));

const curve = lossCurve((goal) => trainerOf.ask("seek", { goal }));
const rightOnes = rightCurve();
const chosen = selection();
chosen.choose(choice.shown);
let answer = null;
place("curve").append(curve.element, rightOnes.element);

// ---- training -------------------------------------------------------------------

const trainerOf = talk(hear);
const painter = painterOf();

function change(parts) {
  choice = { ...choice, ...parts, step: 0 };
  open();
}

async function open() {
  const mine = ++opening;
  showChoice();
  let model, data;
  try {
    [model, data] = await Promise.all([stock.model(choice), stock.data(choice)]);
  } catch (problem) {
    return say(`This browser could not unpack the models: ${problem.message}`, true);
  }
  if (mine !== opening) return;
  trainerOf.ask("run", { on: false });
  panes?.close();
  place("picture").replaceChildren();
  losses = [];
  rights = [];
  state = { step: 0, far: 0, running: false, broken: null };
  const board = choice.data === "digits" ? digitsAnswer() : planeAnswer(grid);
  answer = { board, data };
  place("answer").replaceChildren(board.element);
  const mineOnly = selection();
  mineOnly.choose(model.training.equations.some(({ output: [name] }) => name === chosen.chosen())
    || model.training.inputs.some(([name]) => name === chosen.chosen()) ? chosen.chosen() : firstChoice(grid).shown);
  panes = modelPanes(model, { words: packed.words, chosen: mineOnly, tip, onsay: say,
    onwant: (names) => panes && trainerOf.ask("want", { names }) });
  panes.also(board.names);
  panes.model = model;
  panes.chosen = mineOnly;
  mineOnly.listen((name) => {
    chosen.choose(name);
    choice.shown = name;
    remember();
  });
  mineOnly.listen((name) => showBelow(panes.byName.get(name)));
  place("picture").append(panes.picture.element);
  place("program").replaceChildren(place("right-head"), panes.program.element);
  place("equation").replaceChildren(panes.card.element);
  panes.settle();
  say(`Python derived these ${counted(model.training.equations.length, "equation")} when the page was made; nothing has been learnt yet. Press Start, or Space.`);
  trainerOf.ask("want", { names: panes.wanted(), quiet: true });
  trainerOf.ask("load", { training: model.training, asked: model.asked, first: model.first, seed: choice.seed,
    data: { x: data.x, labels: data.labels, asked: data.asked, known: data.known }, batch: grid.batch,
    rates: choice.rates, goal: choice.step, opening });
}

const rateNow = () => choice.rates.filter(([from]) => from <= choice.step).at(-1)[1];

// A link may have a rate between those of the slider.
function showRate(now) {
  rate.set(rateStep(now));
  setText(rate.element.querySelector("output"), now);
  rate.input.setAttribute("aria-valuetext", now);
}

function showChoice() {
  for (const [name, chooser] of Object.entries(choosers)) chooser.set(choice[name]);
  choosers.width.enable(choice.layers > 0);
  choosers.activation.enable(choice.layers > 0);
  showRate(rateNow());
  const { data, layers, width, activation, optimizer } = choice;
  const hidden = layers ? `${counted(layers, "hidden layer")} of ${width}, ${activation}` : "no hidden layer";
  setText(place("model").querySelector("summary"), `The model: ${data}, ${hidden}, ${optimizer}`);
}

// On a phone the choices are behind one line, so that the picture is near.
function foldChoices() {
  const narrow = matchMedia("(max-width: 720px)");
  const fold = () => (place("model").open = !narrow.matches);
  narrow.addEventListener("change", fold);
  fold();
}

// Where the rule of what is chosen lies below the picture, a line at the foot of the picture leads there.
const below = button("", () => {
  place("equation").focus({ preventScroll: true });
  place("equation").scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
}, { class: "ngt-button pg-below" });
place("graph").append(below);

function showBelow(value) {
  if (value) below.replaceChildren(h("code", {}, `${value.name}: ${value.type}`), h("span", {}, "its rule and numbers ↓"));
}

function toggle() {
  if (state.broken) return goBack();
  if (!state.running) say(`It trains: each step runs the ${panes.model.training.equations.length} equations of the program once, and its results go in again.`);
  trainerOf.ask("run", { on: !state.running, pace: pace.input.value });
}

function hear(news) {
  if (news.what === "progress") {
    if (news.opening === opening) take(news, () => trainerOf.ask("ready"));
  } else if (news.what === "near") open();
  else if (news.what === "failed") say(news.sentence, true);
}

function take(news, done) {
  if (!panes) return done();
  const before = state;
  state = news;
  losses.length = news.from;
  for (const loss of news.losses) losses.push(loss);
  rights = rights.filter(([n]) => n !== news.step && n <= news.far);
  rights.splice(rights.findLastIndex(([n]) => n < news.step) + 1, 0, [news.step, news.right]);
  if (rights.length > 400) rights = rights.filter((_, i) => i % 2 === 0);
  choice.step = news.step;
  choice.rates = news.rates;
  const { board, data } = answer;
  painter.paint([
    () => board.show(data, news.answer, news.right, panes.byName),
    () => curve.show(losses, news.step),
    () => rightOnes.show(rights, news.far, news.step),
    ...panes.take(news),
    () => (document.body.dataset.drawn ??= String(Math.round(performance.now()))),
  ], done);
  time.set(news.step, { max: Math.max(news.far, 1) });
  setText(go, news.broken ? "Go back" : news.running ? "Pause" : "Start");
  showRate(rateNow());
  const loss = Number.isFinite(news.loss) ? fewDigits(news.loss, 3) : news.step ? "NaN" : "–";
  const percent = (x) => `${(100 * x).toFixed(0)} %`;
  setText(numbers, [`loss ${loss}`, ...(news.right.length > 1 ? [`train ${percent(news.right[0])}`] : []), `test ${percent(news.right.at(-1))}`].join("  "));
  if (news.broken && !before.broken) sayBroken(news);
  else if (!news.running && (before.running || before.step !== news.step)) say(summary(news));
  if (!news.running) {
    remember();
    showLines();
  }
  if (startWhenLoaded) startNow();
}

function startNow() {
  startWhenLoaded = false;
  toggle();
}

function summary({ step, loss, right, far }) {
  if (!step) return "These are the first weights: nothing has been learnt. Press Start, or Space.";
  const ahead = far > step ? ` Steps up to ${far} are known; moving the slider goes there.` : "";
  return `After ${counted(step, "step")} the loss is ${fewDigits(loss, 3)}, and ${Math.round(100 * right.at(-1))} % of what it has never seen is right.${ahead}`;
}

function sayBroken({ broken }) {
  const what = broken.nan ? "NaN, which is not a number" : "infinite";
  const by = broken.op ? `${broken.op} makes ${broken.name} ${what}` : `the loss becomes ${what}`;
  say(`It breaks: in step ${broken.step + 1} ${by}, and what reads it follows. Go back, and take a smaller rate.`, true);
  panes.chosen.choose(broken.name, "the page");
}

// To some steps before it broke, where the numbers were still good.
function goBack() {
  const goal = Math.max(state.broken.step - 20, 0);
  trainerOf.ask("seek", { goal });
}

// ---- the link ---------------------------------------------------------------------

function remember() {
  try {
    history.replaceState(null, "", hashOf(choice));
  } catch {
    // a page in a frame may not; its link stays as it is
  }
}

addEventListener("hashchange", () => {
  if (location.hash === hashOf(choice)) return;
  choice = choiceOf(location.hash, grid);
  chosen.choose(choice.shown);
  open();
});

async function copyText(text, done, otherwise) {
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch {
    say(`This browser lets no page copy: ${otherwise}`);
  }
}

function copyLink() {
  remember();
  copyText(location.href, `The link leads here: this model, after ${counted(state.step, "step")}, with ${choice.shown} chosen.`,
    "the link is in its address bar.");
}

function pythonLines() {
  const values = { data: choice.data, seed: choice.seed, rate: JSON.stringify(choice.rates), steps: Math.max(state.step, 50) };
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(grid.marks[name], value), panes.model.program);
}

function copyLines() {
  place("lines").open = true;
  showLines();
  copyText(pythonLines(), "Copied: the same data, model, first weights and steps, in Python. Its losses are those of this page.",
    "the lines are at the foot of this one.");
}

// The lines of Python, where they are open: of the model as it is.
function showLines() {
  if (place("lines").open && panes) setText(place("lines").querySelector("pre"), pythonLines());
}
place("lines").addEventListener("toggle", showLines);

// ---- keys --------------------------------------------------------------------------

addEventListener("keydown", (event) => {
  const busy = event.target.closest?.("input, select, textarea, button, a, summary, [tabindex]");
  const takesSpace = !["radio", "range"].includes(busy?.type); // these do nothing with it
  if ((busy && (takesSpace || event.key !== " ")) || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = { " ": toggle, ArrowRight: () => trainerOf.ask("steps", { count: 1 }),
    ArrowLeft: () => trainerOf.ask("seek", { goal: Math.max(state.step - 1, 0) }) }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// ---- things to try, and graphs of one's own ------------------------------------------

const TRIES = [
  ["no hidden layer on xor: why does it not learn?", { data: "xor", layers: 0, optimizer: "sgd" }],
  ["linear layers, however many, are one", { data: "circles", layers: 3, activation: "linear", optimizer: "sgd" }],
  ["a spiral for adam", { data: "spiral", layers: 2, width: 16, activation: "tanh", optimizer: "adam" }],
  ["a rate of 30: break it", { data: "moons", layers: 2, width: 8, activation: "relu", optimizer: "sgd", rates: [[0, 30]] }],
  ["handwritten digits", { data: "digits", layers: 1, width: 16, activation: "relu", optimizer: "momentum" }],
];
place("tries").append("Try: ", ...TRIES.flatMap(([words, parts], i) => [i ? " · " : "", h("button", { type: "button", class: "pg-try", onclick: () => {
  change({ rates: [[0, grid.rates[parts.optimizer]]], seed: 0, ...parts });
  startWhenLoaded = true;
} }, words)]));

theme();
foldChoices();
ownGraphs(place("own"), { words: packed.words, tip, example: packed.example });
open();

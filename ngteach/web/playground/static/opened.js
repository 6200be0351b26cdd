// A graph that a reader brings along: read by the engine, which trusts nothing, filled with small numbers, and run.

const LARGEST_TEXT = 5e6; // letters
const LONG_TEXT = 2e5; // a field with more is slow; it shows the beginning
const PATIENCE = 5000; // ms

// Fills the section `place`.   example: the text of a small graph.   A file may be dropped anywhere on the page.
function ownGraphs(place, { words, tip, example: own }) {
  const status = h("p", { class: "ngt-status", role: "status", "aria-live": "polite" });
  const text = h("textarea", { class: "ngt-field pg-text", rows: 4, spellcheck: "false", "aria-label": "A graph as JSON",
    placeholder: '{"format": "ngteach graph 1", ...', oninput: () => text.value.trim() && readText(text.value) });
  const file = h("input", { type: "file", accept: ".json,application/json", class: "pg-file", "aria-label": "A file with a graph",
    onchange: () => file.files[0] && readFile(file.files[0]) });
  const shown = h("div", { class: "pg-opened" });
  const example = button("An example", () => {
    text.value = own;
    read(own);
  });
  place.append(h("h2", {}, "Open a graph of yours"),
    h("p", {}, "What ", h("code", {}, "ngteach show --as json"), " writes, or one written by hand: paste it, choose its file, or drop it anywhere on this page. It stays in your browser."),
    h("div", { class: "pg-bring" }, text, file, example), status, shown);

  let guest = null; // the conversation with a worker of its own, so that training goes on
  let timer = null;
  let panes = null;
  let brought = ""; // the text that is read

  const say = (sentence, isBad = false) => {
    setText(status, sentence);
    mark(status, "ngt-failed", isBad);
  };
  function ask(act, facts) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      guest.restart();
      shown.replaceChildren(); // the graph went with its worker
      say("This graph takes longer than five seconds here, so it was given up; Python runs it faster.", true);
    }, PATIENCE);
    guest.ask(act, facts);
  }
  // From the field, which then has no more than it can show.
  function readText(whole) {
    if (whole.length > LONG_TEXT) text.value = `${whole.slice(0, 2000)} …`;
    read(whole);
  }
  function read(json) {
    if (json.length > LARGEST_TEXT) return say(`This text has ${json.length.toLocaleString("en")} letters; a graph here may have 5,000,000.`, true);
    brought = json;
    guest ??= talk(hear);
    say("Reading…");
    ask("openGraph", { text: json });
  }
  async function readFile(found) {
    if (found.size > LARGEST_TEXT) return say(`This file has ${bytesText(found.size)}; a graph here may have 5 MB.`, true);
    read(await found.text());
  }
  function hear(news) {
    clearTimeout(timer);
    if (news.what === "near") read(brought);
    else if (news.what === "opened") show(news.graph);
    else if (news.what === "values") panes?.take(news);
    else if (news.what === "refused" || news.what === "failed") {
      shown.replaceChildren();
      say(`This graph is not run: ${news.sentence}`, true);
    }
  }

  function show(graph) {
    const values = liveValues(graph, { phases: graph.phases });
    const byName = new Map(values.map((v) => [v.name, v]));
    const chosen = selection();
    const program = programList(values, { chosen, inputs: true, label: `The program of ${graph.name}` });
    const card = equationCard(values, { words, formulas: {}, equations: graph.equations, tip, chosen, onsay: say,
      onedit: ({ name }, place, number) => ask("setInput", { name, numbers: [number], place }) });
    const typed = textField({ label: "Its numbers", size: 24, onenter: type });
    const walk = (by) => {
      const at = values.findIndex((v) => v.name === chosen.chosen());
      const next = values[Math.min(Math.max(at + by, 0), values.length - 1)];
      if (next) chosen.choose(next.name, "a button");
    };
    const bar = h("div", { class: "ngt-controls" }, button("Back", () => walk(-1)), button("Step", () => walk(1), { primary: true }), typed.element);
    shown.replaceChildren(bar, h("div", { class: "pg-two" }, program.element, card.element));
    panes = {
      take({ ranges, values: numbers }) {
        values.forEach((v, i) => (v.range = [ranges[2 * i], ranges[2 * i + 1]]));
        for (const [name, found] of Object.entries(numbers)) byName.get(name)?.refill(found);
        [program.show, card.refresh].forEach((paint) => paint());
      },
    };
    chosen.listen((name) => {
      const value = byName.get(name);
      if (!value) return;
      card.set(value);
      typed.element.hidden = value.made > 0;
      setText(typed.element.querySelector("label"), `Numbers of ${name}`);
      ask("want", { names: card.names() });
    });
    function type(line) {
      const value = byName.get(chosen.chosen());
      const numbers = line.split(/[\s,;]+/).filter(Boolean).map(Number);
      const fits = numbers.every(Number.isFinite) && (numbers.length === 1 || numbers.length === value.size);
      if (!fits) return say(`${value.name} is ${value.type}: write ${value.size === 1 ? "one number" : `one number for all, or ${value.size.toLocaleString("en")} of them`}.`, true);
      say(`${value.name} has these numbers now, and the graph has run again.`);
      ask("setInput", { name: value.name, numbers });
    }
    say(`${graph.name}: ${counted(graph.inputs.length, "input")}, ${counted(graph.equations.length, "equation")}. Its inputs are small numbers; choose one to type others.`);
    chosen.choose(graph.outputs[0] ?? values[0]?.name, "the page");
  }

  // ---- dropped on the page
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    const [found] = event.dataTransfer.files;
    if (found) readFile(found);
    else if (event.dataTransfer.getData("text")) read(event.dataTransfer.getData("text"));
    place.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  });
}

// One equation at large: where it comes from, its rule in words, and its value now.

// {element, set(value), refresh()}.   values: of the graph.   words: of ops; formulas, lines, equations: see stored.py
//   onedit(value, place, number): what if that number of an input were another one?  without it nobody asks
function equationCard(values, { words, formulas, lines = {}, equations, tip, chosen, onsay, onedit }) {
  const byName = new Map(values.map((v) => [v.name, v]));
  const does = h("p", { class: "pg-rule" });
  const rule = h("p", { class: "pg-rule" });
  const origin = h("p", { class: "pg-rule" });
  const card = valueCard(values, {
    tip,
    onlook: (name) => chosen.choose(name, card.element),
    onelement: onsay,
    onlight: () => {},
    onedit: (value, place, text) => (Number.isFinite(Number(text || "x")) ? onedit(value, place, Number(text)) : onsay(`${text || "nothing"} is not a number.`)),
    isEdited: () => false,
  });
  const [whole, editing] = card.asks;
  whole.remove(); // here all numbers are there
  if (!onedit) editing.remove();
  const element = h("div", { class: "ngt-column pg-equation" }, origin, does, rule, card.element);
  let now = null;

  function set(value) {
    now = value;
    const equation = value.made ? equations[value.made - 1] : null;
    origin.replaceChildren(...originOf(value, equation));
    does.replaceChildren(...sentence(value.op, words[value.op]?.[0]));
    const why = words[value.op]?.[1];
    rule.replaceChildren(...(why && value.phase === "forward" ? [h("b", {}, "Its adjoint: "), `${why}.`] : []));
    card.set(value, Infinity);
  }
  function originOf(value, equation) {
    const badge = h("span", { class: "pg-phase", "data-phase": value.phase }, value.phase);
    if (!equation) return [badge, ` ${value.name} goes in${inputWords(value.name)}.`];
    const formula = formulas[value.name];
    const short = formula ? [" In letters: ", h("code", {}, `${tail(value.name)} = ${formula}`)] : [];
    const of = equation.adjoint_of && byName.get(equation.adjoint_of);
    const source = of?.op ? ` Autodiff wrote it by the rule of ${of.op}: ${words[of.op]?.[1] || "so says the rule beside the op"}.` : "";
    const who = { forward: "", update: " The optimizer wrote it.", adjoint: source || " Autodiff wrote it: here the way back starts." };
    const line = lines[value.made - 1];
    const written = line ? [" The line of Python ", h("code", {}, line), " made it."] : [];
    return [badge, ` Equation ${value.made} of ${equations.length}.${who[value.phase]}`, ...written, ...short];
  }
  const refresh = () => card.redraw(() => {}); // its numbers are others already
  // What has to be known to show it: the value and its operands.
  const names = () => (now ? [now, ...now.of.map((i) => values[i])].map((v) => v.name) : []);
  return { element, set, refresh, names };
}

function sentence(op, words) {
  return words ? [h("b", {}, `${op}: `), words] : [];
}

function tail(name) {
  return name.replace(/^weights\.|^state\./, "");
}

function inputWords(name) {
  if (name === "x") return ": one batch of the data";
  if (name === "labels") return ": the right answers of the batch";
  if (name === "learning_rate") return ": how far a step goes";
  if (name.startsWith("weights.")) return ", and comes out changed: a weight";
  return name.startsWith("state.") ? ", and comes out changed: what the optimizer remembers" : "";
}

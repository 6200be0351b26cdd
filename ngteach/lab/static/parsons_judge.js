// Which line of an order cannot stand where it does: the twin of fault() in exercises/order.py.
// A state of a name is [the line that set it, the lines that have added to it since]; -1 is what was there before.

const BEFORE = [-1, []];

// cards: {number, reads, makes, adds, needs, stray} by letter;  ends: [[name, state]] of the results.
// Returns null, or {line: letter or null, kind, name, other: letter}.
function faultOf(order, cards, ends, there) {
  const state = new Map();
  const stateOf = (name) => state.get(name) ?? BEFORE;
  const letters = new Map([...cards.values()].map((card) => [card.number, card.letter]));
  const told = (found, line) => found && { ...found, line, other: letters.get(found.other) ?? "" };
  for (const letter of order) {
    const { number, reads, makes, adds, needs, stray } = cards.get(letter);
    if (stray) return { line: letter, kind: "stray", name: "", other: "" };
    for (const [k, name] of reads.entries()) {
      const have = adds === name ? [stateOf(name)[0], []] : stateOf(name);
      const found = between(needs[k], have, name, there.includes(name));
      if (found) return told(found, letter);
    }
    for (const name of makes) {
      const [set, added] = stateOf(name);
      state.set(name, adds === name ? [set, [...added, number]] : [number, []]);
    }
  }
  const missing = [...cards.values()].filter((card) => !card.stray && !order.includes(card.letter));
  missing.sort((a, b) => a.number - b.number);
  if (missing.length) return { line: null, kind: "missing", name: "", other: missing[0].letter };
  for (const [name, want] of ends) {
    const found = between(want, stateOf(name), name, true);
    if (found) return told(found, null);
  }
  return null;
}

function between([set, added], [haveSet, haveAdded], name, there) {
  if (haveSet === -1 && set !== -1 && !there) return { kind: "unmade", name, other: set };
  if (haveSet !== set) return haveSet > set ? { kind: "late", name, other: haveSet } : { kind: "early", name, other: set };
  const lacking = added.filter((n) => !haveAdded.includes(n)).sort((a, b) => a - b);
  if (lacking.length) return { kind: "early", name, other: lacking[0] };
  const more = haveAdded.filter((n) => !added.includes(n)).sort((a, b) => a - b);
  return more.length ? { kind: "late", name, other: more[0] } : null;
}

// The sentence about a fault, as lines.py writes it.
function faultText({ line, kind, name, other }) {
  const who = line === null ? "the result" : `line ${line} reads`;
  if (kind === "stray") return `line ${line} does not belong here: leave it out.`;
  if (kind === "missing") return `line ${other} is left out, and it is needed.`;
  if (kind === "unmade") return `${who} ${name}, which no line above makes.`;
  if (kind === "early") return `${who} ${name} before line ${other} has done its part.`;
  return `${who} ${name} after line ${other} has changed it.`;
}

// A place for each card, whatever a link says: none stands twice, none is lost.
function eachOnce({ order, out }, cards, strays) {
  const left = strays ? [...new Set(out)] : [];
  const placed = [...new Set(order)].filter((letter) => !left.includes(letter));
  return { order: [...placed, ...cards.filter((letter) => !placed.includes(letter) && !left.includes(letter))], out: left };
}

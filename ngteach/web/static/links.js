// What one sees is in the address: whatever a reader has set in a widget, as far as it differs from what was saved.
//
//     page.html#stepper.step=12&clip_lab2.logits=3,0,-1
//
// An address may come from anybody.  So a value counts only if it is of the kind that was saved, and if the widget takes
// it for one of its own (`kept`, in frame.js); all else in an address is ignored.

const CALM = 400; // ms between changes of the address: some browsers allow a hundred in half a minute
const MOST = 100; // values in an address
const LONGEST = 4000; // letters of a value

// {name(kind), add(name, place, model, {kept, set}), begin(), of(name), read(anew)}
function links() {
  const all = new Map(); // "stepper2" -> {place, model, saved, kept, set}
  const counts = new Map();
  let timer = null;

  // The name of a page's next widget of this kind: clip_lab, clip_lab2, ...
  function name(kind) {
    const word = kind.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
    counts.set(word, (counts.get(word) ?? 0) + 1);
    return counts.get(word) > 1 ? `${word}${counts.get(word)}` : word;
  }

  // kept: {trait: is this value one for it?}   set(values): shows them, as if they had been set by hand
  function add(name, place, model, { kept, set }) {
    if (!document.getElementById(name)) place.id = name;
    all.set(name, { place, model, saved: {}, kept, set });
  }
  // Once all is drawn: what a widget has chosen by itself is no change.
  function begin() {
    for (const widget of all.values())
      for (const trait of Object.keys(widget.kept)) {
        widget.saved[trait] = structuredClone(widget.model.get(trait));
        widget.model.on(`change:${trait}`, () => (timer ??= setTimeout(write, CALM)));
      }
  }

  function write() {
    timer = null;
    const parts = [...all.keys()].flatMap(partsOf);
    const ours = valuesIn(location.hash).size || all.has(location.hash.slice(1));
    if (parts.length) history.replaceState(history.state, "", `#${parts.join("&")}`);
    else if (ours) history.replaceState(history.state, "", location.href.split("#")[0]); // otherwise a heading's name
  }
  function partsOf(name) {
    const { model, saved } = all.get(name);
    const changed = Object.keys(saved).filter((trait) => !alike(model.get(trait), saved[trait]));
    const texts = changed.map((trait) => [trait, textOf(model.get(trait))]);
    return texts.filter(([, text]) => text !== null && text.length <= LONGEST).map(([trait, text]) => `${name}.${trait}=${text}`);
  }
  // The address of what one widget shows.
  const of = (name) => `${location.href.split("#")[0]}#${partsOf(name).join("&") || name}`;

  // Show what the address says, and go to the first widget that it names.   anew: of such a widget all else is as saved
  function read(anew) {
    const alone = location.hash.slice(1); // a widget's name, if it shows what was saved
    const given = all.has(alone) ? new Map([[alone, new Map()]]) : valuesIn(location.hash);
    let first = null;
    for (const [name, texts] of given) {
      const widget = all.get(name);
      if (!widget) continue;
      first ??= widget.place;
      const values = anew ? { ...widget.saved } : {};
      for (const [trait, text] of texts) if (Object.hasOwn(widget.kept, trait)) Object.assign(values, checked(widget, trait, text));
      const news = Object.entries(values).filter(([trait, value]) => !alike(value, widget.model.get(trait)));
      if (news.length) attempt(() => widget.set(Object.fromEntries(news)));
    }
    if (first?.closest("details.folded")) first.closest("details.folded").open = true;
    (first ?? headingOf(location.hash))?.scrollIntoView();
  }
  return { name, add, begin, of, read };
}

function checked({ saved, kept }, trait, text) {
  const value = valueOf(text, saved[trait]);
  return value !== undefined && attempt(() => kept[trait](value)) === true ? { [trait]: value } : {};
}

function attempt(action) {
  try {
    return action();
  } catch (problem) {
    console.warn(problem);
  }
}

function headingOf(hash) {
  return hash.length > 1 ? document.getElementById(decoded(hash.slice(1)) ?? "") : null;
}

// ---- values as text -----------------------------------------------------------

// What an address says: a Map from the names of widgets to Maps from traits to texts.
function valuesIn(hash) {
  const found = new Map();
  for (const part of hash.slice(1).split("&", MOST)) {
    const [, name, trait, text] = /^([a-z_]+\d{0,3})\.([a-z_]+)=(.*)$/s.exec(part) ?? [];
    if (!name || text.length > LONGEST) continue;
    if (!found.has(name)) found.set(name, new Map());
    found.get(name).set(trait, text);
  }
  return found;
}

// A number, a truth, a text, or a list of such; null for anything else.
function textOf(value) {
  if (Array.isArray(value)) return value.every((each) => Object(each) !== each) ? value.map(textOf).join(",") : null;
  if (typeof value === "string") return shortened(value);
  return ["number", "boolean"].includes(typeof value) ? String(value) : null;
}

// The value that a text stands for, of the same kind as `like`; undefined if it is none.
function valueOf(text, like) {
  if (Array.isArray(like)) {
    const kind = like[0] ?? (/^[-\d.,]+$/.test(text) ? 0 : ""); // of an empty list it is not known
    const values = text === "" ? [] : text.split(",").map((each) => valueOf(each, kind));
    return values.includes(undefined) ? undefined : values;
  }
  if (typeof like === "boolean") return { true: true, false: false }[text];
  if (typeof like === "number") return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) && Number.isFinite(+text) ? +text : undefined;
  return typeof like === "string" ? lengthened(text) : undefined;
}

// "000000001" -> "0~8~1": a drawing is mostly paper.
function shortened(text) {
  if (/^\w+$/.test(text)) return text.replace(/(\w)\1{4,}/g, (run, letter) => `${letter}~${run.length}~`);
  return encodeURIComponent(text).replaceAll("~", "%7E");
}

function lengthened(text) {
  const whole = text.replace(/(\w)~(\d{1,4})~/g, (_, letter, times) => letter.repeat(Math.min(times, LONGEST)));
  return whole.length <= LONGEST ? decoded(whole) : undefined;
}

// undefined for what no encoding makes
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function alike(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

// One value at large: the operands it was made of, itself, the element that is chosen, and a few facts.

const OPERANDS = 3; // pictures of operands; of more, the first ones

// {element, set(value, step), key}.   values: of the film.   root: where the tooltip lives
//   onlook(name)          an operand was chosen
//   onelement(text)       an element was chosen by hand, and this is what is to be said of it
//   onlight(value, k, parts)   the element k is lit, and what it is made of
//   onwhole(value)        all its numbers are wanted
//   onedit(value, place, text)   what if that number of an input, counted row by row, were another one?
//   isEdited(value, place)   was it changed so?
function valueCard(values, { tip, onlook, onelement, onlight, onwhole, onedit, isEdited }) {
  const title = h("h3", { class: "ngt-mono ngt-value-title" });
  const line = h("p", { class: "ngt-mono ngt-value-line" });
  const making = h("div", { class: "ngt-making" });
  const note = h("p", { class: "ngt-small ngt-value-note" });
  const formula = h("p", { class: "ngt-mono ngt-formula" });
  const whole = button("all numbers", () => onwhole(now), { class: "ngt-button ngt-small-button ngt-whole" });
  const what = textField({ label: "What if it were", size: 9, onenter: () => edit() });
  what.input.inputMode = "decimal";
  const tried = button("Try", () => edit(), { class: "ngt-button ngt-small-button" });
  const editing = h("div", { class: "ngt-what-if" }, what.element, tried);
  const facts = h("div", { class: "ngt-facts" });
  const bars = svg("svg", { class: "ngt-bars", viewBox: "0 0 280 40", preserveAspectRatio: "none", role: "img" });
  const element = h("div", { class: "ngt-card" }, h("div", { class: "ngt-value-head" }, title, line), making,
    h("div", { class: "ngt-value-notes" }, note, whole), h("div", { class: "ngt-formulas" }, formula, editing),
    h("div", { class: "ngt-value-foot" }, facts, bars));
  const picked = new Map(); // value -> the number of the element that was chosen last
  let now = null;
  let step = 0;
  let figures = [];
  let drawn = "";

  function set(value, at) {
    if (!value) return;
    [now, step] = [value, at];
    element.dataset.phase = value.phase;
    setText(title, `${value.name}: ${value.type}`);
    setText(line, value.op ? `= ${callText(values, value)}` : "an input");
    title.title = title.textContent;
    line.title = line.textContent;
    draw();
    const there = value.made <= step;
    drawFacts(facts, value, there);
    drawBars(bars, there ? value : null);
  }

  // ---- pictures: the operands, the sign of the op, the result
  function draw() {
    const wide = making.clientWidth;
    const known = (x) => x.made <= step;
    const key = [now.name, wide, known(now), ...now.of.map((i) => known(values[i]))].join();
    if (!wide || key === drawn) return;
    drawn = key;
    const operands = [...new Set(now.of)].slice(0, OPERANDS).map((i) => values[i]);
    const signs = (operands.length - 1) * 18 + (operands.length ? 18 : 0);
    const stacked = wide < 380 && operands.length > 1;
    const share = stacked ? 1 / operands.length : 1 / (operands.length + 1.35);
    const high = stacked ? 84 : 148;
    const small = Math.floor((wide - (stacked ? signs - 18 : signs)) * share) - 2;
    const large = stacked ? wide - 20 : operands.length ? wide - signs - operands.length * (small + 2) - 2 : wide - 2;
    const result = figure(now, Math.min(large, 420), high, true);
    figures = operands.map((x) => figure(x, small, high, false));
    const sign = SYMBOLS[now.op] ?? (now.op === "dot" || now.op === "batch_dot" ? "·" : ",");
    making.replaceChildren(
      ...figures.flatMap((f, i) => (i ? [h("span", { class: "ngt-sign", "aria-hidden": "true" }, sign), f.element] : [f.element])),
      ...(operands.length ? [h("span", { class: "ngt-sign", "aria-hidden": "true" }, sign === "," ? "→" : "=")] : []), result.element);
    mark(making, "ngt-stacked", stacked);
    mark(making, "ngt-narrow", wide < 380); // as high for one operand as for two, so that nothing jumps
    figures.push(result);
    const more = new Set(now.of).size - operands.length;
    const words = [more > 0 ? `and ${counted(more, "operand")} more` : "", sampledText(now), partText(result)].filter(Boolean);
    whole.hidden = !(known(now) && (now.isSampled || !now.isKnown));
    const many = result.picture && now.isKnown && now.size > 1;
    setText(note, words.join("; ") || (many && operands.length ? "click a number, or use arrow keys, to see what made it" : ""));
    choose(chosenOf(now));
  }

  function figure(value, wide, high, isResult) {
    const there = value.made <= step;
    const picture = there ? valuePicture(value, wide, high, { legible: true, least: 18 }) : null;
    const sheet = svg("svg", { width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, class: "ngt-sheet-of", "aria-hidden": "true" },
      picture?.element ?? svg("text", { x: wide / 2, y: high / 2, "font-size": 11, "text-anchor": "middle", class: "ngt-faint" }, "not yet"));
    const hold = isResult && there && value.isKnown
      ? h("div", { class: "ngt-hold", tabindex: 0, role: "application", "aria-label": `The numbers of ${value.name}, ${value.type}; arrow keys choose one${value.made ? "" : ", Enter changes it"}` }, sheet)
      : h("div", { class: "ngt-hold" }, sheet);
    const name = isResult
      ? h("figcaption", { class: "ngt-mono" }, value.name)
      : h("figcaption", { class: "ngt-mono" }, h("button", { type: "button", class: "ngt-name", title: [`Look at ${value.name}: ${value.type}`, sampledText(value)].filter(Boolean).join("; "), onclick: () => onlook(value.name) }, value.name));
    const made = { element: h("figure", { class: "ngt-value-figure", style: `width:${wide + 2}px` }, hold, name), value, picture };
    if (!picture) return made;
    const under = (event) => {
      const box = sheet.getBoundingClientRect();
      return picture.at(((event.clientX - box.left) * wide) / box.width, ((event.clientY - box.top) * high) / box.height);
    };
    sheet.addEventListener("pointermove", (event) => {
      const k = under(event);
      if (k < 0) return tip.hide();
      tip.show(event, `${elementName(value, k)} = ${numberText(value.numbers()[k], value)}`);
      if (isResult) light(k);
    });
    sheet.addEventListener("pointerleave", () => {
      tip.hide();
      if (isResult) light(picked.get(now) ?? firstOf(values, now));
    });
    sheet.addEventListener("click", (event) => {
      const k = under(event);
      if (k < 0) return;
      if (isResult) say(k);
      else onlook(value.name, k);
    });
    if (isResult) hold.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !editing.hidden) {
        event.preventDefault(); // the field would be left by the same key
        event.stopPropagation();
        what.input.select();
        return;
      }
      const to = moved(picture.plan, picked.get(value) ?? firstOf(values, value), event.key);
      if (to < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      say(to);
    });
    return made;
  }

  // ---- the element that is chosen
  function say(k) {
    choose(k);
    onelement(formula.textContent);
  }
  function choose(k, value = now) {
    if (k >= 0) picked.set(value, k);
    if (value === now) light(k);
  }
  function light(k) {
    const result = figures.at(-1);
    const isThere = k >= 0 && result?.picture && now.isKnown;
    const parts = isThere ? madeOf(values, now, k) : [];
    onlight(now, k, parts);
    editing.hidden = !isThere || now.made > 0 || !now.size;
    if (!isThere) return setText(formula, now.made > step ? `equation ${now.made} will make it` : "");
    result.picture.choose(k);
    for (const each of figures.slice(0, -1)) {
      const own = parts.filter((part) => part.value === each.value && part.numbers);
      each.picture?.light([...new Set(own.flatMap((part) => part.numbers))]);
    }
    const changed = !now.made && isEdited(now, flatNumber(now.shape, placeOf(now, k)));
    setText(formula, `${makingText(now, k, parts)}${changed ? " that you changed" : ""}`);
  }

  // ---- another number for an input
  function edit() {
    const k = chosenOf(now);
    if (k < 0 || editing.hidden) return;
    onedit(now, flatNumber(now.shape, placeOf(now, k)), what.input.value.trim().replace("−", "-").replace(/^([-+]?)(∞|infinity)$/i, "$1inf"));
    what.set("");
    focusNumbers();
  }

  new ResizeObserver(() => now && draw()).observe(making);
  const chosenOf = (value) => picked.get(value) ?? (value.made <= step ? firstOf(values, value) : -1);
  const relight = () => now && light(chosenOf(now));
  // An element of what is shown, chosen elsewhere; it is said only if it is what the click was for.
  function pick(value, k, again) {
    if (value !== now || now.made > step) return;
    if (again) say(k);
    else choose(k);
  }
  // refill(): values have got other numbers, of other places perhaps; what was chosen stays where it was.
  function redraw(refill = () => {}) {
    const places = [...picked].map(([value, k]) => [value, placeOf(value, k)]);
    refill();
    for (const [value, place] of places) picked.set(value, Math.max(numberAt(value, place), 0));
    if (!now) return;
    const focused = making.contains(document.activeElement);
    drawn = "";
    set(now, step);
    if (focused) focusNumbers();
  }
  function focusNumbers() {
    (making.querySelector(".ngt-hold[tabindex]") ?? whole).focus({ preventScroll: true });
  }
  return { element, set, choose, pick, relight, redraw, asks: [whole, editing] };
}

// What is looked at first: of the largest magnitudes, for there is something to see, one of which all is known.
function firstOf(values, value) {
  if (!value.isKnown || !value.size) return -1;
  const numbers = value.numbers();
  const plan = planOf(value, 148, 148, 18);
  const seen = numbers.map((x, k) => [Math.abs(x), k]).filter(([, k]) => plan.at(k)).sort((a, b) => b[0] - a[0]).slice(0, 60);
  const isWhole = ([, k]) => madeOf(values, value, k).every((part) => !part.numbers || !part.total || part.numbers.length);
  return (seen.find(isWhole) ?? seen[0] ?? [0, 0])[1];
}

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The number beside k in the picture, over the gap between two tiles as well; -1 if the key is no move.
function moved(plan, k, key) {
  if (!(key in MOVES)) return -1;
  const [dx, dy] = MOVES[key];
  const [x, y] = plan.at(k) ?? [0, 0];
  for (let far = 1; far <= 3; far++) {
    const to = [x + dx * far, y + dy * far];
    const found = to[0] < plan.wide && to[1] < plan.high ? plan.k(...to) : -1;
    if (to[0] >= 0 && to[1] >= 0 && found >= 0) return found;
  }
  return k;
}

function callText(values, value) {
  const inputs = value.of.map((i) => values[i].name);
  return `${value.op}(${[...inputs, value.params].filter(Boolean).join(", ")})`;
}

function partText({ picture }) {
  const plan = picture?.plan;
  return plan?.kind === "map" && plan.tiles < plan.all ? `the first ${plan.tiles} of ${plan.all} pictures` : "";
}

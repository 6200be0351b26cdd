// A Parsons problem: the lines of a program as cards, to be put in order by drag or by keys, and judged here.

function render({ model, el }) {
  const cards = new Map(model.get("cards").map((card) => [card.letter, card]));
  const first = [...cards.keys()];
  const strays = [...cards.values()].filter((card) => card.stray).length;
  const place = () => ({ order: model.get("order"), out: model.get("out") });
  const same = (a, b) => a.join() === b.join();
  let held = null; // the letter of the card that was picked up
  let before = null; // where all was then

  const f = frame(model, el, {
    label: `Lines to be put in order, ${model.get("id")}`,
    undo: ["order", "out"],
    redo: (values) => put(model, eachOnce({ ...place(), ...values }, first, strays)),
    alone: JUDGED_ALONE,
    code: () => [model.get("setup"), ...model.get("order").map((letter) => cards.get(letter).text)].join("\n"),
    links: Object.fromEntries(["order", "out"].map((name) => [name, (v) => Array.isArray(v) && v.every((one) => cards.has(one))])),
    keys: { ArrowDown: () => arrow(1), ArrowUp: () => arrow(-1), " ": pick, Enter: check, x: leaveOut, Home: () => end(-1), End: () => end(1) },
    hint: `↑ ↓ choose, Space picks up and drops${strays ? ", x leaves out" : ""}, Enter checks`,
  });
  mark(f.root, "ngt-parsons", true);
  const { question, solution, show } = questionAndSolution(model);
  const items = new Map(first.map((letter) => [letter, cardOf(letter)]));
  const list = linesList("The lines, in your order", items, say);
  const divider = h("div", { class: "ngt-deck-divider", role: "presentation" }, h("span", {}, "Left out"),
    h("span", {}, ` (${strays === 1 ? "one line does" : `${strays} lines do`} not belong)`));
  const ask = button("Check", check, { primary: true });
  const [up, down] = [button("Up", () => shift(-1)), button("Down", () => shift(1))];
  const away = button("Leave out", leaveOut);
  away.style.minWidth = "86px";
  f.controls.append(ask, up, down, ...(strays ? [away] : []));
  f.picture.append(question, list.element, solution);

  function cardOf(letter) {
    const hidden = h("span", { class: "ngt-hidden" });
    const handle = h("span", { class: "ngt-deck-handle", "aria-hidden": "true" }, "⠿");
    const item = lineItem(letter, cards.get(letter).text, h("span", { class: "ngt-deck-mark" }), hidden, handle);
    item.addEventListener("pointerdown", (event) => drag(event, letter, event.pointerType !== "touch" || event.target === handle));
    item.addEventListener("click", () => list.choose(letter));
    return item;
  }
  // The cards in their order, the divider, those left out; `still` stays where it is, and the others move around it.
  function lay({ order, out }, still = null) {
    const rows = [...order.map((letter) => items.get(letter)), ...(strays ? [divider] : []), ...out.map((letter) => items.get(letter))];
    const at = still ? rows.indexOf(still) : -1;
    rows.forEach((row, k) => {
      if (row === still) return;
      if (k < at) list.element.insertBefore(row, still);
      else list.element.append(row);
    });
    order.forEach((letter, k) => number(letter, `${k + 1}`, `, line ${k + 1} of ${order.length}`));
    out.forEach((letter) => number(letter, "", ", left out"));
  }
  function number(letter, sign, words) {
    const item = items.get(letter);
    item.dataset.place = sign;
    mark(item, "ngt-deck-out", !sign);
    setText(item.querySelector(".ngt-hidden"), `${words}${letter === held ? ", picked up" : ""}`);
  }

  // ---- keys and buttons ----

  const named = (letter) => `Line ${letter}: ${cards.get(letter).text}`;
  const where = (letter) => (model.get("out").includes(letter) ? "left out" : `place ${model.get("order").indexOf(letter) + 1} of ${model.get("order").length}`);
  function arrow(by) {
    if (held) return shift(by);
    list.move(by);
    f.announce(`${named(list.chosen())}, ${where(list.chosen())}`);
  }
  function end(way) {
    if (!held) return arrow(way * cards.size);
    const rest = model.get("order").filter((letter) => letter !== held);
    set({ order: way < 0 ? [held, ...rest] : [...rest, held], out: model.get("out").filter((letter) => letter !== held) });
  }
  function pick() {
    if (!list.chosen()) return arrow(0);
    held = held ? null : list.chosen();
    before = held && place();
    draw();
    f.announce(held ? `${named(held)}, picked up. The arrows move it, Space drops it.` : `Line ${list.chosen()} dropped, ${where(list.chosen())}.`);
  }
  // Up or down by one place; from the last place down is out, from the first of those left out up is in.
  function shift(by) {
    const letter = list.chosen() ?? first[0];
    list.choose(letter);
    const [order, out] = [[...model.get("order")], [...model.get("out")]];
    const swap = (row, k) => ([row[k], row[k + by]] = [row[k + by], row[k]]);
    const [k, j] = [order.indexOf(letter), out.indexOf(letter)];
    if (k >= 0 && by > 0 && k === order.length - 1) {
      if (strays) out.unshift(order.pop());
    } else if (j === 0 && by < 0) order.push(out.shift());
    else if (k >= 0 && k + by >= 0) swap(order, k);
    else if (j >= 0 && j + by < out.length) swap(out, j);
    set({ order, out });
  }
  function leaveOut() {
    const letter = list.chosen();
    if (!strays || !letter) return;
    const [order, out] = [model.get("order"), model.get("out")];
    const without = (row) => row.filter((one) => one !== letter);
    set(out.includes(letter) ? { order: [...order, letter], out: without(out) } : { order: without(order), out: [...out, letter] });
  }
  function set(next) {
    put(model, next);
    f.announce(`Line ${list.chosen()}: ${where(list.chosen())}.`);
  }
  list.element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !held) return;
    event.stopPropagation(); // it takes the card back, and does not leave the widget
    held = null;
    put(model, before);
    draw();
    f.announce(`Line ${list.chosen()} is back, ${where(list.chosen())}.`);
  });

  // ---- drag ----

  // The list is followed by the window: what lies under the pointer changes while the others make room.
  function drag(event, letter, drags) {
    if (event.button || !drags) return;
    const [item, from, began] = [items.get(letter), event.clientY, place()];
    const grip = from - item.getBoundingClientRect().top;
    let now = null; // once it moves: where all is
    list.choose(letter);
    list.element.focus({ preventScroll: true });
    event.preventDefault(); // no text is selected meanwhile
    const move = ({ clientY }) => {
      if (!now && Math.abs(clientY - from) < 4) return;
      mark(item, "ngt-deck-dragged", true);
      item.style.transform = "";
      const middle = clientY - grip + item.offsetHeight / 2;
      lay((now = placed(now ?? began, letter, middle)), item);
      item.style.transform = `translateY(${clientY - grip - item.getBoundingClientRect().top}px)`;
    };
    const finish = (keep) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", dropped);
      removeEventListener("pointercancel", cancelled);
      item.style.transform = "";
      mark(item, "ngt-deck-dragged", false);
      if (now && keep) set(now);
      draw();
    };
    const [dropped, cancelled] = [() => finish(true), () => finish(false)];
    addEventListener("pointermove", move);
    addEventListener("pointerup", dropped);
    addEventListener("pointercancel", cancelled);
  }
  // Where all is if this card's middle is at this height of the window.
  function placed({ order, out }, letter, middle) {
    const above = (element) => {
      const { top, height } = element.getBoundingClientRect();
      return top + height / 2 < middle;
    };
    const rest = (row) => row.filter((one) => one !== letter);
    const into = (row) => {
      const k = row.filter((one) => above(items.get(one))).length;
      return [...row.slice(0, k), letter, ...row.slice(k)];
    };
    if (strays && above(divider)) return { order: rest(order), out: into(rest(out)) };
    return { order: into(rest(order)), out: rest(out) };
  }

  // What the button would do to the chosen card.
  function say() {
    setText(away, model.get("out").includes(list.chosen()) ? "Take back" : "Leave out");
  }

  // ---- the verdict ----

  const fault = () => faultOf(model.get("order"), cards, model.get("ends"), model.get("there"));
  function check() {
    held = null;
    const answer = model.get("order").join("");
    if (same(model.get("order"), first) || !answer) return f.announce("Put the lines in order first.");
    const found = fault();
    const hint = found?.kind === "stray" ? cards.get(found.line).hint : "";
    put(model, { ...verdict(model, answer, found && faultText(found), hint), failed: false, checked: answer });
    f.announce(model.get("status")); // also where the verdict is in the same words as the one before
  }
  function draw() {
    lay(place());
    const checked = model.get("checked") && model.get("checked") === model.get("order").join("");
    const found = checked ? fault() : null;
    for (const [letter, item] of items) {
      const bad = found && (found.line ?? found.other) === letter;
      const good = checked && !found && !model.get("out").includes(letter);
      mark(item, "ngt-deck-bad", bad);
      mark(item, "ngt-deck-good", good);
      mark(item, "ngt-deck-held", letter === held);
      setText(item.querySelector(".ngt-deck-mark"), bad ? "✗" : good ? "✓" : "");
    }
    say();
    if (list.chosen()) list.choose(list.chosen());
    show();
  }
  f.follow(["order", "out", "checked", "opened"], draw);
  return f.close;
}

export default { render };

// The weight-swap theatre: its film is in the page, every moment of every choice; here are the ways through it.

function render({ model, el }) {
  const total = model.get("total");
  const per = model.get("per_step");
  const choices = model.get("choices");
  const film = model.get("film");
  const choice = () => Math.floor(model.get("scene") / (total + 1));
  const at = () => model.get("scene") % (total + 1);
  const go = (moment, which = choice()) => {
    const scene = which * (total + 1) + Math.min(Math.max(moment, 0), total);
    put(model, which === choice() ? { scene } : { scene, in_place: choices[which] });
  };
  const next = () => go(at() + 1);
  const back = () => go(at() - 1);
  const start = () => go(0);
  const swap = () => go((Math.floor(at() / per) + 1) * per);
  const update = (names) => go(at(), choices.findIndex((c) => c.length === names.length && c.every((w) => names.includes(w))));
  const f = frame(model, el, {
    label: "Weight-swap theatre",
    hint: "Space or → steps, ← goes back, n next swap",
    keys: { " ": next, ArrowRight: next, ArrowDown: next, ArrowLeft: back, ArrowUp: back, Home: start, End: () => go(total), n: swap },
    film: "scene",
    undo: ["in_place"],
    redo: ({ in_place }) => update(in_place),
    code: () => `theatre = ng.lab.swap_theatre()\ntheatre.in_place = ${JSON.stringify(choices[choice()])}\ntheatre.at = ${at()}\ntheatre`,
    drawing: () => stage.element,
  });

  const play = playButton(f, 700, { next, start, isOver: () => at() >= total });
  const scrub = slider({ label: "Moment", max: total, text: (v) => `${v} of ${total}`, width: "8ch", onmove: (v) => go(v) });
  const boxes = model.get("weights").map((name) =>
    checkbox({
      label: name,
      onchange: (on) => {
        const others = choices[choice()].filter((w) => w !== name);
        update(on ? [...others, name] : others);
      },
    }),
  );
  const group = h("span", { class: "ngt-control", role: "group", "aria-label": "Update in place" },
    h("span", { class: "ngt-swap-label" }, "Update in place:"), ...boxes.map((b) => b.element));
  f.controls.append(
    button("Back", back), button("Step", next, { primary: true }), button("Next swap", swap), play.element, scrub.element, group);

  const facts = Object.fromEntries(["rows", "weights", "steps", "facts", "losses"].map((name) => [name, model.get(name)]));
  const stage = swapStage(facts, { onpick: (place) => go((at() ? Math.floor((at() - 1) / per) : 0) * per + place) });
  const theatre = h("div", { class: "ngt-swap", tabindex: 0, role: "group", "aria-label": "The stage" }, stage.element);
  f.picture.append(theatre);

  let shown = null;
  f.follow(["scene"], () => {
    const [index, which] = [model.get("scene"), choice()];
    const record = { ...film[index], film, index, choice: which, inPlace: choices[which] };
    stage.show(record, shown !== null && index === shown.index + 1 ? shown : null);
    shown = record;
    scrub.set(at());
    model.get("weights").forEach((name, i) => boxes[i].set(choices[which].includes(name)));
  });
  const sizes = new ResizeObserver(() => stage.fit(theatre.clientWidth));
  sizes.observe(theatre);
  return () => {
    sizes.disconnect();
    play.pause();
    f.close();
  };
}

export default { render };

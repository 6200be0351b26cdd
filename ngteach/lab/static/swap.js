// The weight-swap theatre: Python draws each moment; here are the ways to get from one to the next.

function render({ model, el }) {
  const total = model.get("total");
  const per = model.get("per_step");
  const go = (at) => put(model, { at: Math.min(Math.max(at, 0), total) });
  const next = () => go(model.get("at") + 1);
  const back = () => go(model.get("at") - 1);
  const start = () => go(0);
  const end = () => go(total);
  const swap = () => go((Math.floor(model.get("at") / per) + 1) * per);
  const f = frame(model, el, {
    label: "Weight-swap theatre",
    hint: "Space or → steps, ← goes back, n next swap",
    keys: { " ": next, ArrowRight: next, ArrowDown: next, ArrowLeft: back, ArrowUp: back, Home: start, End: end, n: swap },
  });

  let stop = null;
  const play = button("Play", () => (stop ? pause() : begin()), { "aria-pressed": "false" });
  play.style.minWidth = "64px";
  function pause() {
    stop?.();
    stop = null;
    setText(play, "Play");
    play.setAttribute("aria-pressed", "false");
  }
  function begin() {
    if (model.get("at") >= total) go(0);
    stop = f.every(700, () => (model.get("at") < total ? next() : pause()));
    setText(play, "Pause");
    play.setAttribute("aria-pressed", "true");
  }
  const scrub = slider({ label: "Moment", max: total, text: (v) => `${v} of ${total}`, width: "8ch", onmove: go });
  const boxes = model.get("weights").map((name) =>
    checkbox({
      label: name,
      onchange: (on) => {
        const others = model.get("in_place").filter((w) => w !== name);
        put(model, { in_place: on ? [...others, name] : others });
      },
    }),
  );
  const group = h("span", { class: "ngt-control", role: "group", "aria-label": "Update in place" },
    h("span", { class: "ngt-swap-label" }, "Update in place:"), ...boxes.map((b) => b.element));
  f.controls.append(
    button("Back", back), button("Step", next, { primary: true }), button("Next swap", swap), play, scrub.element, group);

  const theatre = h("div", { class: "ngt-swap" });
  f.picture.append(theatre);
  theatre.addEventListener("click", (event) => {
    const row = event.target.closest("[data-moment]");
    const at = model.get("at");
    if (row) go((at ? Math.floor((at - 1) / per) : 0) * per + Number(row.dataset.moment));
  });
  f.follow(["svg"], () => (theatre.innerHTML = model.get("svg")));
  f.follow(["at"], () => scrub.set(model.get("at")));
  f.follow(["in_place"], () => {
    const chosen = model.get("in_place");
    model.get("weights").forEach((name, i) => boxes[i].set(chosen.includes(name)));
  });
  return () => {
    pause();
    f.close();
  };
}

export default { render };

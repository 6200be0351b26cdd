// The weight-swap theatre: Python draws each moment; here are the ways to get from one to the next.

function render({ model, el }) {
  const total = model.get("total");
  const per = model.get("per_step");
  const moments = walk(model, "at", () => total);
  const { go, next, back, keys } = moments;
  const swap = () => go((Math.floor(model.get("at") / per) + 1) * per);
  const f = frame(model, el, {
    label: "Weight-swap theatre",
    hint: "Space or → steps, ← goes back, n next swap",
    keys: { ...keys, n: swap },
  });

  const play = playButton(f, 700, moments);
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
    button("Back", back), button("Step", next, { primary: true }), button("Next swap", swap), play.element, scrub.element, group);

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
    play.pause();
    f.close();
  };
}

export default { render };

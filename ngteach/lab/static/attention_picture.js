// The picture of attention: the letters and lines between them, a small map for each head, a large one, and what may come.
// What can be clicked or hovered has data-at, data-head, data-cell or data-letter.

const lookText = (v) => (v < 0.005 ? "0" : v.toFixed(2).replace(/^0/, "").replace(/^1\.00$/, "1"));

function lookTitle(x, y, phase, words) {
  return svg("text", { x, y, class: "ngt-look-title", "data-phase": phase }, words);
}

// The letters; lines from the one that looks, as thick as it looks; bars for those that mattered.
function attentionStrip({ width, strip }, shown, titles) {
  const { names, at, looks, felt } = shown;
  const parts = [lookTitle(2, 13, "forward", titles.looks), lookTitle(2, LOOK.strip - 22, "adjoint", titles.felt)];
  const top = LOOK.box;
  const x = strip.middle;
  const most = Math.max(...felt) || 1;
  for (let j = 0; j <= at; j++) {
    const share = looks[at][j];
    const rise = at === j ? 34 : 26 + (54 * (at - j)) / names.length;
    const [a, b, out] = [x(at), x(j), at === j ? Math.min(14, strip.step / 2) : 0];
    const d = `M${a - out / 2} ${top - 2}C${a - out} ${top - rise * 1.3} ${b + out} ${top - rise * 1.3} ${b + out / 2} ${top - 2}`;
    parts.push(svg("path", { d, class: "ngt-look-line", "stroke-width": (0.6 + 8 * share).toFixed(2), opacity: (0.25 + 0.75 * share).toFixed(2) }));
  }
  names.forEach((name, j) => {
    const left = x(j) - strip.box / 2;
    const kind = j === at ? "now" : j > at ? "later" : "before";
    const g = svg("g", { class: "ngt-look-letter", "data-kind": kind, "data-at": j });
    g.append(svg("rect", { x: left, y: top, width: strip.box, height: LOOK.high, rx: 6 }));
    const small = !j && strip.box < 40 ? "‹" : name;
    const long = small.length > 1;
    g.append(svg("text", { x: x(j), y: top + (strip.box < 26 ? 27 : 20) - (long ? 1 : 0), class: long ? "ngt-look-word" : "ngt-look-name" }, small));
    if (j <= at && strip.box >= 26) g.append(svg("text", { x: x(j), y: top + 37, class: "ngt-look-number", "data-phase": "forward" }, lookText(looks[at][j])));
    parts.push(g);
    if (j > at) return;
    const high = (LOOK.longest * felt[j]) / most;
    parts.push(svg("rect", { x: left + strip.box * 0.2, y: LOOK.bars, width: strip.box * 0.6, height: Math.max(high, 0.5), class: "ngt-look-felt" }));
    if (strip.box >= 26) parts.push(svg("text", { x: x(j), y: LOOK.bars + high + 11, class: "ngt-look-number", "data-phase": "adjoint" }, fewDigits(felt[j], 2)));
  });
  return parts;
}

// A small map for each layer (down) and head (across).
function attentionGrid({ grid }, record, chosen, colour) {
  const { left, top, small, gap } = grid;
  const parts = [lookTitle(left, top + 12, "forward", "all heads")];
  record.looks.forEach((layer, l) => {
    const y = top + 40 + l * (small + gap);
    parts.push(svg("text", { x: left, y: y + small / 2 + 4, class: "ngt-look-small" }, `L${l + 1}`));
    layer.forEach((rows, k) => {
      const x = left + 26 + k * (small + gap);
      if (!l) parts.push(svg("text", { x: x + small / 2, y: top + 33, class: "ngt-look-small ngt-look-middle" }, `head ${k + 1}`.slice(small < 40 ? 5 : 0)));
      const cell = small / rows.length;
      const g = svg("g", { class: "ngt-look-head", "data-head": `${l} ${k}` });
      g.append(svg("title", {}, `layer ${l + 1}, head ${k + 1}`), svg("rect", { x, y, width: small, height: small, class: "ngt-look-paper" }));
      rows.forEach((row, i) => row.forEach((v, j) => v >= 0.02 && g.append(svg("rect", { x: x + j * cell, y: y + i * cell, width: cell + 0.3, height: cell + 0.3, fill: colour(-v).fill }))));
      g.append(svg("rect", { x, y, width: small, height: small, class: "ngt-look-frame", "data-chosen": String(l === chosen.layer && k === chosen.head) }));
      parts.push(g);
    });
  });
  return parts;
}

// The large map: each row is a position that looks, each column one that is looked at.
function attentionMap({ map }, shown, colour, hovered) {
  const { names, at, looks } = shown;
  const { cell } = map;
  const [left, top] = [map.left + 26, map.top + 40];
  const parts = [lookTitle(map.left, map.top + 12, "forward", "who (row) looks at whom (column)")];
  names.forEach((name, i) => {
    const letter = i ? name : "‹";
    const bold = i === at ? "ngt-look-bold" : "";
    parts.push(
      svg("text", { x: left - 8, y: top + (i + 0.5) * cell + 4, class: `ngt-look-mono ngt-look-end ${bold}` }, letter),
      svg("text", { x: left + (i + 0.5) * cell, y: top - 7, class: "ngt-look-mono ngt-look-middle" }, letter));
    for (let j = 0; j < names.length; j++) {
      const box = { x: left + j * cell, y: top + i * cell, width: cell, height: cell };
      if (j > i) {
        parts.push(svg("rect", { ...box, class: "ngt-look-never" }));
        continue;
      }
      const v = looks[i][j];
      const { fill, ink } = colour(-v);
      const g = svg("g", { class: "ngt-look-cell", "data-cell": `${i} ${j}` }, svg("rect", { ...box, fill }));
      if (cell >= 20) g.append(svg("text", { x: box.x + cell / 2, y: box.y + cell / 2 + 3.5, fill: ink, class: "ngt-look-number" }, lookText(v)));
      parts.push(g);
    }
  });
  parts.push(svg("rect", { x: left, y: top + at * cell, width: (at + 1) * cell, height: cell, class: "ngt-look-lit" }));
  if (hovered) parts.push(svg("rect", { x: left + hovered[1] * cell, y: top + hovered[0] * cell, width: cell, height: cell, class: "ngt-look-lit" }));
  parts.push(svg("text", { x: map.left, y: top + names.length * cell + 18, class: "ngt-look-small" }, shown.caption));
  return parts;
}

// How likely each letter is to come next.
function attentionBars({ bars }, shown, alphabet, asked) {
  const { left, top, width } = bars;
  const step = width / alphabet.length;
  const [foot, high] = [top + 196, 150];
  const parts = [lookTitle(left, top + 12, "forward", shown.next), svg("path", { d: `M${left} ${foot}H${left + width}`, class: "ngt-look-axis" })];
  const most = Math.max(...shown.p);
  const order = [asked, ...[...shown.p.keys()].sort((a, b) => shown.p[b] - shown.p[a]).slice(0, 3)];
  const tall = (k) => (high * shown.p[k]) / most;
  const apart = (k, other) => Math.abs(other - k) * step > 26 || Math.abs(tall(k) - tall(other)) > 16;
  const numbered = order.filter((k, i) => order.slice(0, i).every((other) => other !== k && apart(k, other)));
  const inside = (x) => Math.max(left + 11, Math.min(left + width - 11, x));
  shown.p.forEach((p, k) => {
    const x = left + k * step;
    const g = svg("g", { class: "ngt-look-bar", "data-letter": k, "data-chosen": String(k === asked) });
    g.append(
      svg("title", {}, `${alphabet[k]}: ${p.toFixed(3)}`),
      svg("rect", { x, y: top + 24, width: step, height: 196, class: "ngt-look-touch" }),
      svg("rect", { x: x + step * 0.15, y: foot - Math.max(tall(k), 1), width: step * 0.7, height: Math.max(tall(k), 1) }),
      svg("text", { x: x + step / 2, y: foot + 15, class: "ngt-look-mono ngt-look-middle" }, k ? alphabet[k] : "›"));
    if (numbered.includes(k)) g.append(svg("text", { x: inside(x + step / 2), y: foot - tall(k) - 5, class: "ngt-look-number ngt-look-halo" }, lookText(p)));
    parts.push(g);
  });
  parts.push(svg("text", { x: left, y: foot + 36, class: "ngt-look-small" }, width < 300 ? "› is the end; click one to ask for it" : "› is the end; click a letter to ask for its score"));
  return parts;
}

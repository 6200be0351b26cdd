// What the pad shows beside the drawing: the counts, a bar for each digit, and the adjoint.
// The stand-in for viewers without JavaScript is Python's (digit_pad_picture.py): the same SVG, as a test says.

const CELL = 25;
const MAP = CELL * 8; // each panel is a square of this side
const DARK = "#222222";
const COLOURS = { forward: "#0072B2", adjoint: "#D55E00" };

// [{title, svg, notes}]; what they are made of are traits of the pad.
function padPanels({ seen, looked, p, target, predicted, as_it_is, of }) {
  const explained = target < 0 ? largestOf(p) : target;
  const how = as_it_is ? "as they are in the data set" : "upright, stretched and centred";
  const total = `${seen.reduce((a, b) => a + b, 0)} of 1024 points are inked`;
  const best = predicted >= 0 ? `${predicted}, ${percent(p[predicted], 1)}` : "nothing";
  const most = Math.max(...looked.map(Math.abs));
  const strongest = Number.isFinite(most) ? `A full cell moves ${of}[${explained}] by up to ${general(most, 2)}.` : "Not finite.";
  return [
    panel("what the graph gets, 8 x 8", countsPicture(seen), ["inked points of each 4 x 4 block,", how], total),
    panel("p: what it reads", barsPicture(p, explained, predicted), ["dashed: whose adjoint is shown", ""], best),
    panel(`adjoint of ${of}[${explained}]`, adjointPicture(looked, most),
      [`orange +: more ink, more ${explained}; blue −: less.`, strongest],
      `the adjoint of ${of}[${explained}] for each cell; ${strongest}`),
  ];
}

function panel(title, parts, notes, words) {
  const frame = `<rect class="frame" x="0.5" y="0.5" width="${MAP - 1}" height="${MAP - 1}" fill="none" stroke="#C4CACE" stroke-width="1"/>`;
  const fonts = "Helvetica, Arial, 'DejaVu Sans', sans-serif";
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${MAP}" height="${MAP}" viewBox="0 0 ${MAP} ${MAP}" role="img" ` +
    `aria-label="${words}" font-family="${fonts}">`;
  return { title, notes, svg: [head, ...parts, frame, "</svg>\n"].join("\n") };
}

function square(k, kind, fill, opacity) {
  const [x, y] = [(k % 8) * CELL, Math.floor(k / 8) * CELL];
  return `<rect class="${kind}" x="${x}" y="${y}" width="${CELL}" height="${CELL}" fill="${fill}" fill-opacity="${fixed(opacity, 2)}"/>`;
}

function countsPicture(seen) {
  return seen.flatMap((n, k) => {
    if (!n) return [];
    const dark = n > 8; // never a middle grey, on which neither black nor white could be read
    const [ink, kind] = dark ? ["#FFFFFF", "on-ink"] : [DARK, "ink"];
    const [x, y] = [(k % 8) * CELL + CELL / 2, Math.floor(k / 8) * CELL + 16.5];
    return [square(k, "count", DARK, dark ? 0.38 + n / 26 : n / 20), label(x, y, n, 11.5, ink, ` text-anchor="middle" class="${kind}"`)];
  });
}

// The stronger, the more colour and the larger the sign.
function adjointPicture(looked, most) {
  if (!Number.isFinite(most) || most === 0) return [];
  return looked.flatMap((v, k) => {
    const share = Math.abs(v) / most;
    const [kind, sign] = v > 0 ? ["adjoint", "+"] : ["forward", "−"];
    const size = Math.round(11 + 8 * share);
    const [x, y] = [(k % 8) * CELL + CELL / 2, Math.floor(k / 8) * CELL + CELL / 2 + size * 0.35];
    const written = label(x, y, sign, size, DARK, ' text-anchor="middle" font-weight="bold" class="ink"');
    return [square(k, kind, COLOURS[kind], 0.75 * share), ...(share > 0.12 ? [written] : [])];
  });
}

function barsPicture(p, explained, predicted) {
  const high = MAP / p.length;
  const mono = ` font-family="'DejaVu Sans Mono', Menlo, Consolas, monospace"`;
  return p.flatMap((share, k) => {
    const [y, best] = [k * high, k === predicted];
    const colour = best ? "#00527F" : DARK;
    const look = `${mono} class="${best ? "forward-ink" : "ink"}"${best ? ' font-weight="bold"' : ""}`;
    const box = `x="24" y="${px(y + 4)}" height="${px(high - 8)}" rx="3"`;
    const dashed = `stroke="${COLOURS.adjoint}" stroke-width="1.4" stroke-dasharray="4 3"`;
    return [
      label(8, y + high / 2 + 4, k, 12.5, colour, look),
      `<rect class="track" ${box} width="116" fill="#EEF0F1"/>`,
      ...(share > 0.002 ? [`<rect class="bar" ${box} width="${px(116 * share)}" fill="${COLOURS.forward}"/>`] : []),
      ...(k === explained ? [`<rect class="explained" ${box} width="116" fill="none" ${dashed}/>`] : []),
      label(MAP - 6, y + high / 2 + 4, Number.isFinite(share) ? percent(share, 1) : "NaN", 12, colour, `${look} text-anchor="end"`),
    ];
  });
}

function label(x, y, inside, size, fill, more) {
  return `<text x="${px(x)}" y="${px(y)}" font-size="${size}" fill="${fill}"${more}>${inside}</text>`;
}

function px(x) {
  return fixed(x, 1).replace(/\.0$/, "");
}

// The first of the largest; NaN is larger than all, as in NumPy.
function largestOf(numbers) {
  const none = numbers.findIndex(Number.isNaN);
  return none >= 0 ? none : numbers.indexOf(Math.max(...numbers));
}

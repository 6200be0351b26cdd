// Numbers as colours: blue is negative, paper 0, orange positive; and text that can be read on each.

const HEAT = { below: [0, 114, 178], above: [213, 94, 0] };

// colours(root): (share) -> {fill, ink} for a share between -1 and 1, on the paper of this theme.
function heatColours(root) {
  const [paper, ink] = [rgbOf(getComputedStyle(root).backgroundColor, [255, 255, 255]), rgbOf(getComputedStyle(root).color, [34, 34, 34])];
  return (share) => {
    const s = Math.max(-1, Math.min(1, Number.isFinite(share) ? share : 0));
    const end = s < 0 ? HEAT.below : HEAT.above;
    const mixed = paper.map((p, k) => Math.round(p + Math.abs(s) * (end[k] - p)));
    const best = [ink, [255, 255, 255], [0, 0, 0]].find((c) => contrast(c, mixed) >= 4.5) ?? [0, 0, 0];
    return { fill: `rgb(${mixed})`, ink: `rgb(${best})` };
  };
}

function rgbOf(text, otherwise) {
  const found = /rgba?\((\d+)[, ]+(\d+)[, ]+(\d+)(?:[,/ ]+([\d.]+))?/.exec(text);
  return found && found[4] !== "0" ? found.slice(1, 4).map(Number) : otherwise;
}

function contrast(a, b) {
  const [high, low] = [a, b].map(luminance).sort((p, q) => q - p);
  return (high + 0.05) / (low + 0.05);
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// What is painted in colours of the theme is painted anew when it changes, or the widget gets another width.
// repaint(width) is called first when there is a width.  Returns what ends it.
function onLook(element, repaint) {
  let width = 0;
  const sized = new ResizeObserver(() => {
    const now = Math.floor(element.clientWidth);
    if (now && now !== width) repaint((width = now));
  });
  sized.observe(element);
  const theme = new MutationObserver(() => width && repaint(width));
  for (const holder of [document.documentElement, document.body])
    theme.observe(holder, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "class", "style"] });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const turned = () => width && repaint(width);
  dark.addEventListener("change", turned);
  return () => {
    sized.disconnect();
    theme.disconnect();
    dark.removeEventListener("change", turned);
  };
}

// At most `digits` that matter: 0.125, -3, 1.2e-5.
function shortNumber(v, digits = 4) {
  return Object.is(v, -0) ? "0" : String(Number(v.toPrecision(digits)));
}

// The texts of all these numbers, with as many digits as fit into so many letters; null if they do not fit.
function textsThatFit(values, letters) {
  const fit = (write) => {
    const texts = values.map((v) => (Number.isInteger(v) ? String(v) : write(v).replace(/^(-?)0\./, "$1.")));
    return texts.every((t) => t.length <= letters) ? texts : null;
  };
  // Beside large numbers the last digits of small ones do not matter: as many decimals as the largest has.
  const large = Math.floor(Math.log10(Math.max(...values.map(Math.abs)) || 1));
  const decimals = (digits) => (v) => shortNumber(Number(v.toFixed(Math.max(0, digits - 1 - large))), 15);
  return fit((v) => shortNumber(v, 3)) ?? fit((v) => shortNumber(v, 2)) ?? fit(decimals(3)) ?? fit(decimals(2)) ?? fit(decimals(1));
}

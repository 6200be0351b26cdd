// Numbers as Python writes them, so that a page without Python says the same as one with it.

// Like format(x, ".2f").
function fixedText(x, digits) {
  return toEven(x.toFixed(digits), x.toFixed(Math.min(digits + 60, 100)), digits);
}

// Like format(x, ".4g").
function generalText(x, digits = 6) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x < 0 ? "-inf" : "inf";
  if (!x) return Object.is(x, -0) ? "-0" : "0";
  const [all] = x.toExponential(digits + 60).split("e");
  const [rounded, power] = x.toExponential(digits - 1).split("e");
  const mantissa = toEven(rounded, all, digits - 1);
  const short = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power < -4 || power >= digits) return `${short(mantissa)}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  return short(fixedText(x, digits - 1 - power));
}

// Where two texts are equally near, the even one, and not the larger, as JavaScript has it.
// rounded: with so many digits behind the point.   all: with all of them.
function toEven(rounded, all, digits) {
  const point = all.indexOf(".");
  if (point < 0 || !/^50*$/.test(all.slice(point + 1 + digits))) return rounded;
  const cut = all.slice(0, point + (digits && digits + 1));
  return Number(cut.at(-1)) % 2 ? rounded : cut;
}

// Like format(n, ",").
function commasText(n) {
  return n.toLocaleString("en");
}

// Like repr(x) of a float: 0.1, 1.0, 1e-05.
function floatText(x) {
  if (!Number.isFinite(x)) return generalText(x);
  const [mantissa, power] = x.toExponential().split("e");
  if (x && (power < -4 || power >= 16)) return `${mantissa}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  return Number.isInteger(x) ? `${Object.is(x, -0) ? "-0" : x}.0` : String(x).includes("e") ? x.toFixed(20).replace(/0+$/, "") : String(x);
}

// As draw/values.py has it: at most four digits that matter.
function shortText(x) {
  return Number.isFinite(x) ? generalText(x + 0, 4) : Number.isNaN(x) ? "NaN" : x < 0 ? "-∞" : "∞";
}

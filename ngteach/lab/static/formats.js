// Numbers as Python writes them: what a page answers is what Python would have said.

// f"{x:.4g}"
function general(x, digits) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
  if (Number.isInteger(x) && x !== 0 && Math.abs(x) < 10 ** digits) return String(x);
  const maybeTie = Math.abs(x).toExponential(digits + 1).includes("50e"); // all digits take long, and say the same otherwise
  const [text, exact] = [digits - 1, maybeTie ? 99 : digits - 1].map((more) => Math.abs(x).toExponential(more).split("e"));
  const carried = text[1] !== exact[1]; // 9.5 became 1e1, whose last digit is even
  const mantissa = (carried ? text[0] : tieToEven(text[0], exact[0])).replace(".", "");
  const power = Number(text[1]);
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  if (power < -4 || power >= digits) {
    const size = String(Math.abs(power)).padStart(2, "0");
    return `${sign}${withoutZeros(`${mantissa[0]}.${mantissa.slice(1)}`)}e${power < 0 ? "-" : "+"}${size}`;
  }
  const point = Math.max(power, 0) + 1; // so many digits stand before it
  const all = "0".repeat(Math.max(-power, 0)) + mantissa;
  return sign + withoutZeros(`${all.slice(0, point)}.${all.slice(point)}`);
}

// f"{x:.1f}"
function fixed(x, digits) {
  if (!Number.isFinite(x)) return general(x, 1);
  return (Object.is(x, -0) ? "-" : "") + tieToEven(x.toFixed(digits), x.toFixed(100));
}

// f"{x:.1%}"
function percent(x, digits) {
  return `${fixed(100 * x, digits)}%`;
}

// repr(x) of a float
function floatText(x) {
  if (!Number.isFinite(x)) return general(x, 1);
  const [mantissa, power] = x.toExponential().split("e");
  if (x !== 0 && (power < -4 || power >= 16)) return `${mantissa}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  const text = Object.is(x, -0) ? "-0" : String(x);
  return text.includes(".") ? text : `${text}.0`;
}

// short_number() of draw/values.py
function shortNumber(x) {
  if (Number.isNaN(x)) return "NaN";
  return Number.isFinite(x) ? general(x + 0, 4) : x > 0 ? "∞" : "-∞";
}

// JavaScript rounds 0.125 to 0.13, Python to 0.12: in a tie the last digit is even.  exact: with all digits
function tieToEven(text, exact) {
  const tie = /[13579]$/.test(text) && /^50*$/.test(exact.slice(text.length).replace(".", ""));
  return tie ? exact.slice(0, text.length) : text;
}

function withoutZeros(text) {
  return text.replace(/\.?0*$/, "");
}

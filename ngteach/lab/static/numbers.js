// Numbers as text, and text as numbers.

// The matrix that Python has written as "1 .25;0 -.5"; its rows may be of several lengths.
function matrixOf(text) {
  return text.split(";").map((row) => row.split(" ").map(Number));
}

// At most `digits` that matter: 0.125, -3, 1.2e-5.
function fewDigits(v, digits = 4) {
  return Object.is(v, -0) ? "0" : String(Number(v.toPrecision(digits)));
}

// Rows of numbers as "1 .25;0 -.5", the twin of matrix_text.   write: a number as text
function matrixText(rows, write) {
  const short = (text) => {
    if (!text.includes(".") || text.includes("e")) return text;
    return text.replace(/^0\./, ".").replace(/\.?0+$/, "") || "0";
  };
  return rows.map((row) => Array.from(row, (v) => short(write(v))).join(" ")).join(";");
}

// The texts of all these numbers, with as many digits as fit into so many letters; null if they do not fit.
function textsThatFit(values, letters) {
  const fit = (write) => {
    const texts = values.map((v) => (Number.isInteger(v) ? String(v) : write(v).replace(/^(-?)0\./, "$1.")));
    return texts.every((t) => t.length <= letters) ? texts : null;
  };
  // Beside large numbers the last digits of small ones do not matter: as many decimals as the largest has.
  const large = Math.floor(Math.log10(Math.max(...values.map(Math.abs)) || 1));
  const decimals = (digits) => (v) => fewDigits(Number(v.toFixed(Math.max(0, digits - 1 - large))), 15);
  return fit((v) => fewDigits(v, 3)) ?? fit((v) => fewDigits(v, 2)) ?? fit(decimals(3)) ?? fit(decimals(2)) ?? fit(decimals(1));
}

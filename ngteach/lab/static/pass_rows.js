// The pass player's programs: each round as rows, and what a guess was worth.

const SIGN_WORDS = { "-": "dropped", "±": "replaced", "+": "new", "~": "reads something else", "": "" };
const SIGN_MARKS = { "-": "−", "±": "±", "+": "+", "~": "~", "": "" };

// For each round its rows: {sign, left, right, name, phase, hidden}; left and right are numbers of lines, or -1.
function roundsOf(lines, program, rounds) {
  let now = program.flatMap(([first, n]) => Array.from({ length: n }, (_, k) => (first < 0 ? -1 : first + k)));
  return rounds.map((round) => {
    const rows = [];
    let at = 0;
    const add = (sign, left, right) => {
      const seen = left >= 0 ? left : right;
      const line = lines[seen];
      rows.push({ sign, left, right, name: line ? nameOf(line[0]) : "", phase: line ? PHASES[line[1]] : "", hidden: !line });
    };
    for (const row of round.rows) {
      if (typeof row === "number") for (let k = 0; k < row; k++, at++) add("", now[at], now[at]);
      else {
        const [sign, left, right, n = 1] = row;
        for (let k = 0; k < n; k++) add(sign, left, right);
        if (sign !== "+") at += n;
      }
    }
    now = rows.filter((row) => row.sign !== "-").map((row) => row.right);
    return rows;
  });
}

// "h: f32[2,3] = relu(%0, axis=1)" -> "h", and what it may read: ["%0", "axis=1"].
function nameOf(text) {
  return text.slice(0, text.indexOf(": "));
}

function readsOf(text) {
  return text.slice(text.indexOf("(", text.indexOf(" = ")) + 1, -1).split(", ");
}

// Who reads this value after the pass: a name, "" for a result, null for nobody that is shown.
function readerOf(name, rows, lines, results) {
  const reader = rows.find((row) => row.sign !== "-" && row.right >= 0 && readsOf(lines[row.right][0]).includes(name));
  if (reader) return nameOf(lines[reader.right][0]);
  return results.includes(name) ? "" : null;
}

// The end of the sentence; pass_player.py says the same.
function verdictOf(guess, round, rows, lines, results) {
  if (!guess) return "";
  const went = rows.filter((row) => row.sign === "-").map((row) => row.name);
  const { struck, left } = guess;
  if (!struck.length) {
    if (left === null) return "";
    return left === round.after.equations ? " Just as you said." : ` You said ${left}.`;
  }
  const right = struck.filter((name) => went.includes(name)).length;
  const wrong = struck.find((name) => !went.includes(name));
  const why = wrong === undefined ? "" : `${wrong}${whyNot(wrong, rows, lines, results)}`;
  if (!went.length) return ` You struck ${struck.length}, but none went: ${why}.`;
  const of = right < went.length ? `${right || "none"} of the ${went.length}` : right > 1 ? `all ${right}` : "the one";
  const more = why ? `; you also struck ${why}` : right === went.length ? ", and nothing else" : "";
  return ` You struck ${of} that went${more}.`;
}

function whyNot(name, rows, lines, results) {
  if (rows.some((row) => row.name === name && row.sign === "±")) return ", which was replaced, not dropped";
  const reader = readerOf(name, rows, lines, results);
  return reader ? `, which ${reader} still reads` : reader === "" ? ", which is a result" : "";
}

// One line: what goes in it is crossed out, and what comes is marked, each in its place.
function rowText(row, lines, revealed) {
  const [before, after] = [row.left, row.right].map((i) => lines[i]?.[0] ?? "");
  if (!revealed || row.sign === "" || row.sign === "-") return [before];
  if (row.sign === "+") return [h("ins", {}, after)];
  let start = 0;
  const end = Math.min(before.length, after.length);
  while (start < end && before[start] === after[start]) start++;
  while (start > 0 && /[\w.%]/.test(before[start - 1])) start--; // whole words
  let same = 0;
  while (same < end - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  while (same > 0 && /[\w.%]/.test(before.at(-same))) same--;
  const cut = (text) => text.slice(start, text.length - same);
  return [before.slice(0, start), h("del", {}, cut(before)), h("ins", {}, cut(after)), same ? before.slice(-same) : ""];
}

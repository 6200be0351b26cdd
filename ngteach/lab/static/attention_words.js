// What the attention widget says.

const largestAt = (list) => list.reduce((best, v, k) => (v > list[best] ? k : best), 0);

// A record of the film, its numbers read: {name, names, p, looks, felt}.
function attentionRecord(record) {
  return {
    name: record.name,
    names: ["start", ...record.name],
    p: matrixOf(record.p),
    looks: record.looks.map((layer) => layer.map(matrixOf)),
    felt: record.felt.map(matrixOf),
  };
}

// Why the model cannot read a name; "" if it can.  The twin of checked_name, in attention_names.py.
function attentionRefusal(name, longest) {
  const unknown = [...name].find((c) => !/[a-z]/.test(c));
  const quoted = (text) => (text.includes("'") ? `"${text}"` : `'${text}'`);
  const start = quoted(name.slice(0, 40));
  if (unknown) return `${start} has ${quoted(unknown)}, but the model knows the letters a to z alone`;
  if (name.length > longest) return `${start} has ${name.length} letters, but the model sees at most ${longest}; shorten it`;
  return "";
}

// The twin of Attention._tell, in attention.py.
function attentionSentence(model, { name, p, looks, felt }, i, asked) {
  const [layer, head] = ["layer", "head"].map((trait) => model.get(trait));
  const alphabet = model.get("alphabet");
  const named = (k) => (k ? alphabet[k] : "the end");
  const place = (j) => (j ? `${name[j - 1]} (${j})` : "the beginning");
  const [likeliest, looked, mattered] = [largestAt(p[i]), largestAt(looks[layer][head][i]), largestAt(felt[i][asked])];
  const after = i ? `After "${name.slice(0, i)}"` : "At the beginning";
  return (
    `${after} ${named(likeliest)} is likeliest (${p[i][likeliest].toFixed(2)}). ` +
    `In layer ${layer + 1}, head ${head + 1}, ${place(i)} looks most at ${place(looked)} (${looks[layer][head][i][looked].toFixed(2)}). ` +
    `To the score of ${named(asked)}, ${place(mattered)} mattered most (${general(felt[i][asked][mattered], 3)}).`
  );
}

// The Python that shows what is seen.
function attentionCode(model) {
  const [name, at, layer, head, letter] = ["name", "at", "layer", "head", "letter"].map((trait) => model.get(trait));
  const weights = model.get("own") ? "weights, " : "";
  return `import ngteach as ng

widget = ng.lab.attention(${weights}name="${name}")
widget.at, widget.layer, widget.head, widget.letter = ${at}, ${layer}, ${head}, ${letter}
reading = widget.reading
print(reading.p[${at}])  # how likely each letter is
print(reading.looks[${layer}, ${head}, ${at}])  # how much position ${at} looks at each
print(reading.felt[${at}, widget.asked_letter()])  # how much each letter mattered
widget
`;
}

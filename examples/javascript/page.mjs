// Train in a page: a few steps, then the browser draws, then a few more.

import { firstWeights, learn } from "./learn.mjs";

async function bytes(name, head) {
  const file = await fetch(`../../data/${name}`);
  return new Uint8Array(await file.arrayBuffer()).subarray(head);
}

const [images, labels] = await Promise.all([bytes("train-images-idx3-ubyte", 16), bytes("train-labels-idx1-ubyte", 8)]);
const losses = learn(images, labels, firstWeights());
const points = [];

function draw() {
  let loss = 0;
  for (let k = 0; k < 5; k++) {
    loss = losses.next().value;
    points.push(`${points.length},${100 - 40 * loss}`);
  }
  document.querySelector("p").textContent = `step ${points.length}: loss ${loss.toFixed(4)}`;
  document.querySelector("polyline").setAttribute("points", points.join(" "));
  if (points.length < 500) requestAnimationFrame(draw);
}

draw();

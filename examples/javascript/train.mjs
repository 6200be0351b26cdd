// Train in Node:  node examples/javascript/train.mjs [steps]

import { readFileSync } from "node:fs";
import { firstWeights, learn } from "./learn.mjs";

const bytes = (name, head) => readFileSync(new URL(`../../data/${name}`, import.meta.url)).subarray(head);
const losses = learn(bytes("train-images-idx3-ubyte", 16), bytes("train-labels-idx1-ubyte", 8), firstWeights());

const steps = Number(process.argv[2] ?? 500);
for (let step = 0; step < steps; step++) {
  const { value } = losses.next();
  if (step % 50 === 0 || step === steps - 1) console.log(`step ${step}: loss ${value.toFixed(4)}`);
}

// Train a network on digits, in Node or in a page.  This command writes the program of a step, and its types:
//
//     ngteach show --as js -o examples/javascript/training.mjs

import { mlp_training } from "./training.mjs";

// images: the bytes of images of 64 pixels, 0 to 16   labels: their digits   weights: what to begin with
export function* learn(images, labels, weights) {
  let results; // of the first step; those after it write over them, so that nothing is allocated
  for (let step = 0; ; step++) {
    const first = (step * 32) % (labels.length - 31);
    const x = Float32Array.from(images.subarray(first * 64, (first + 32) * 64), (pixel) => pixel / 16);
    const y = Int32Array.from(labels.subarray(first, first + 32));
    results = mlp_training(x, y, 0.1, results ? results[2] : weights, results);
    yield results[0][0];
  }
}

export function firstWeights() {
  const random = (count, width) => Float32Array.from({ length: count }, () => (2 * Math.random() - 1) * width);
  return { W0: random(64 * 64, 0.2), b0: new Float32Array(64), W1: random(64 * 10, 0.3), b1: new Float32Array(10) };
}

// What the first layer looks for: a small picture for each unit, from a byte for each of its numbers.

const [TILE_NAN, TILE_INFINITE, STRONGEST] = [-128, 127, 126];
const TILES = { shape: 1.85, between: 190 }; // how much wider than tall they stand together; the grey between two of them

// The picture as the URL of a PNG.   bytes: DataView of the trait `tiles`.   rows, columns: of a tile.
function tilesUrl(bytes, [rows, columns]) {
  const codes = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(codes.length / (rows * columns));
  const across = Math.min(count, Math.max(1, Math.ceil(Math.sqrt((count * TILES.shape * rows) / columns))));
  if (!across) return "";
  const [wide, high] = [across * (columns + 1) - 1, Math.ceil(count / across) * (rows + 1) - 1];
  const canvas = h("canvas", { width: wide, height: high });
  const context = canvas.getContext("2d");
  const image = context.createImageData(wide, high);
  image.data.forEach((_, i) => (image.data[i] = i % 4 === 3 ? 255 : TILES.between)); // with a line between two tiles
  codes.forEach((code, k) => {
    const [tile, inside] = [Math.floor(k / (rows * columns)), k % (rows * columns)];
    const y = Math.floor(tile / across) * (rows + 1) + Math.floor(inside / columns);
    const x = (tile % across) * (columns + 1) + (inside % columns);
    image.data.set(tileColour(code), 4 * (y * wide + x));
  });
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

function tileColour(code) {
  if (code === TILE_NAN) return HEAT.nan;
  if (code === TILE_INFINITE) return HEAT.infinite;
  const end = code < 0 ? HEAT.below : HEAT.above;
  return end.map((c) => Math.round(255 + (Math.abs(code) / STRONGEST) * (c - 255)));
}

// Prints sizes.tsv: what sharp makes of many sizes and boxes.
//
//   npm install sharp@0.35.5 && node sizes.mjs > sizes.tsv
import sharp from "sharp";

const sources = [
  [1, 1], [2, 3], [5, 4], [7, 7], [10, 1], [1, 10], [27, 20], [33, 100], [99, 101], [128, 128], [257, 63], [300, 200],
  [333, 500], [640, 427], [853, 1280], [1280, 853], [1, 5000], [5000, 1], [1023, 767],
];
const boxes = [
  [1, 1], [2, null], [null, 3], [10, 10], [13, 7], [100, null], [null, 75], [64, 64], [128, 128], [127, 129], [256, 256],
  [200, 50], [31, 300],
];
const fits = ["inside", "outside", "cover", "contain", "fill"];

console.log(`# Made by sizes.mjs with sharp ${sharp.versions.sharp} and libvips ${sharp.versions.vips}.`);
console.log("# source width, height; box width, height (- is free); fit; enlarged; shrunk; result width, height");
for (const [width, height] of sources) {
  for (const [boxWidth, boxHeight] of boxes) {
    for (const fit of fits) {
      // Sharp ignores withoutEnlargement beside withoutReduction.
      for (const [enlarge, shrink] of [[true, true], [false, true], [true, false]]) {
        const picture = sharp({ create: { width, height, channels: 3, background: "red" } });
        const without = { withoutEnlargement: !enlarge, withoutReduction: !shrink };
        const options = { width: boxWidth, height: boxHeight, fit, ...without };
        const { info } = await picture.resize(options).raw().toBuffer({ resolveWithObject: true });
        // No thumbnail; Thumbox refuses what is larger than its limit.
        if (info.width > 16384 || info.height > 16384) continue;
        const fields = [width, height, boxWidth ?? "-", boxHeight ?? "-", fit, enlarge, shrink];
        console.log([...fields, info.width, info.height].join("\t"));
      }
    }
  }
}

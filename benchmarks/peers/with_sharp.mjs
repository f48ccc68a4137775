// sharp, one run for each line on standard input; see on_request.py.
//
// usage: with_sharp.mjs FILE WxH...      a JPEG of quality 80 for each box
//        with_sharp.mjs --version

import { readFileSync } from "node:fs";
import { argv, cpuUsage, stdin } from "node:process";
import { createInterface } from "node:readline";

import sharp from "sharp";

const [file, ...words] = argv.slice(2);

if (file === "--version") {
  console.log(`sharp ${sharp.versions.sharp} with libvips ${sharp.versions.vips}`);
} else {
  sharp.concurrency(1);
  // Every run does the work again.
  sharp.cache(false);
  await serve(readFileSync(file), words.map((word) => word.split("x").map(Number)));
}

async function serve(data, boxes) {
  for await (const _ of createInterface({ input: stdin })) {
    const processor = cpuUsage();
    const start = performance.now();
    const outputs = [];
    for (const box of boxes) {
      outputs.push(await thumbnail(data, box));
    }
    const ms = performance.now() - start;
    const { user, system } = cpuUsage(processor);
    console.log(JSON.stringify({ ms, cpu_ms: (user + system) / 1e3, outputs }));
  }
}

async function thumbnail(data, [width, height]) {
  const { info } = await sharp(data)
    .resize({ width, height, fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, bytes: info.size };
}

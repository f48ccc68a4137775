// Encodes with sharp, one file for each line on standard input: JSON with `source`, `format`, `quality` and `written`.
//
// usage: encode.mjs
//        encode.mjs --version

import { argv, stdin } from "node:process";
import { createInterface } from "node:readline";

import sharp from "sharp";

const FORMATS = {
  jpeg: (picture, quality) => picture.jpeg({ quality }),
  mozjpeg: (picture, quality) => picture.jpeg({ quality, mozjpeg: true }),
  webp: (picture, quality) => picture.webp({ quality }),
};

if (argv[2] === "--version") {
  console.log(`sharp ${sharp.versions.sharp} with libvips ${sharp.versions.vips}`);
} else {
  sharp.concurrency(1);
  for await (const line of createInterface({ input: stdin })) {
    const { source, format, quality, written } = JSON.parse(line);
    await FORMATS[format](sharp(source), quality).toFile(written);
    console.log(written);
  }
}

// An animation at another width by sharp, with its own choices.
//
// usage: animation.mjs SOURCE WIDTH WRITTEN     a .gif or .webp
//        animation.mjs --version

import { argv } from "node:process";

import sharp from "sharp";

const [source, width, written] = argv.slice(2);

if (source === "--version") {
  console.log(`sharp ${sharp.versions.sharp} with libvips ${sharp.versions.vips}`);
} else {
  sharp.concurrency(1);
  const animation = sharp(source, { animated: true }).resize({ width: Number(width), withoutEnlargement: true });
  const encoded = written.endsWith(".gif") ? animation.gif() : animation.webp();
  await encoded.toFile(written);
}

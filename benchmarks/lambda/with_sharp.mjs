// The thumbnail function of AWS's tutorial, in JavaScript: AWS's SDK and sharp.
//
// usage: bootstrap.mjs, which runs it
//        with_sharp.mjs --version

import { createRequire } from "node:module";
import { argv, env, version } from "node:process";

import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import sharp from "sharp";

const s3 = new S3Client();
// As a box, which thumbnails fit into.
const box = { width: Number(env.WIDTH ?? 128), height: Number(env.HEIGHT ?? 128) };

export async function handler(event) {
  for (const { s3: { bucket, object } } of event.Records) {
    const Key = decodeURIComponent(object.key.replaceAll("+", " "));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
    const made = await thumbnail(await Body.transformToByteArray());
    const Bucket = `${bucket.name}-resized`;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: made, ContentType: "image/jpeg" }));
  }
  return { created: event.Records.length };
}

function thumbnail(upload) {
  return sharp(upload)
    .resize({ ...box, fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer();
}

if (argv.includes("--version")) {
  const sdk = createRequire(import.meta.url)("@aws-sdk/client-s3/package.json").version;
  const { sharp: itself, vips } = sharp.versions;
  console.log(`Node ${version.slice(1)} with @aws-sdk/client-s3 ${sdk}, sharp ${itself} (libvips ${vips})`);
}

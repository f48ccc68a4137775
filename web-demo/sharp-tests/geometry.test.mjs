// Sizes of random chains, which have to be sharp's to the pixel. Run by `cargo xtask test node`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import real from 'sharp';
import ours from '@thumbox/sharp';

/** How many chains. */
const CHAINS = Number(process.env.THUMBOX_CHAINS ?? 200);

/** Numbers below `most` that look random: mulberry32 by T. Ettinger, in the public domain. */
function numbers(seed) {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
}

/** A source, and the calls of a chain: `{ source, calls }`. */
function chain(below) {
  const one = (list) => list[below(list.length)];
  const maybe = (times, call) => (below(times) === 0 ? [call()] : []);
  const width = 1 + below(one([20, 300, 900]));
  const height = 1 + below(one([20, 300, 900]));
  const shorter = Math.min(width, height);
  const region = (most) => ({ left: below(most), top: below(most), width: 1 + below(most), height: 1 + below(most) });
  const box = () => ({
    fit: one(['cover', 'contain', 'fill', 'inside', 'outside']),
    ...(below(3) > 0 && { width: 1 + below(one([20, 400])) }),
    ...(below(3) > 0 && { height: 1 + below(one([20, 400])) }),
    ...(below(4) === 0 && { withoutEnlargement: true }),
    ...(below(5) === 0 && { withoutReduction: true }),
    ...(below(3) === 0 && { position: below(9) }),
  });
  const calls = [
    ...maybe(2, () => ['rotate']),
    ...maybe(4, () => ['rotate', 90 * below(4)]),
    ...maybe(5, () => ['flip']),
    ...maybe(5, () => ['flop']),
    ...maybe(4, () => ['extract', region(shorter)]),
    ...maybe(1 + below(2) * 5, () => ['resize', box()]),
    ...maybe(6, () => ['rotate', 90 * below(4)]),
    ...maybe(4, () => ['extract', region(60)]),
    ...maybe(5, () => ['extend', { top: below(5), left: below(5), right: below(3), bottom: 1 + below(3) }]),
  ];
  return { source: { width, height, format: one(['jpeg', 'jpeg', 'webp', 'png']), orientation: 1 + below(8) }, calls };
}

/** The size of what comes out, or the beginning of the error. */
async function sizeOf(library, bytes, calls) {
  try {
    const data = await calls.reduce((object, [name, ...words]) => object[name](...words), library(bytes)).png().toBuffer();
    const { width, height } = await real(data).metadata();
    return `${width} x ${height}`;
  } catch ({ message }) {
    return message.slice(0, 'extract_area: bad extract area'.length);
  }
}

test(`the sizes of ${CHAINS} random chains are sharp's`, async () => {
  const below = numbers(20260801);
  for (let count = 0; count < CHAINS; count++) {
    const { source, calls } = chain(below);
    const { width, height, format, orientation } = source;
    const bytes = await real({ create: { width, height, channels: 3, background: 'red' } })[format]().withMetadata({ orientation }).toBuffer();
    const [expected, size] = await Promise.all([real, ours].map((library) => sizeOf(library, bytes, calls)));
    const isLonger = /^output 1: (width|height) is /.test(size);
    // The component's limit: 65 535 pixels a side.
    if (!isLonger) assert.equal(size, expected, `${JSON.stringify(source)} ${JSON.stringify(calls)}`);
  }
});

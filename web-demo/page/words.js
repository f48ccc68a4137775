// Numbers as people read them, in the page's language.
import { language, text } from './language.js';

const whole = new Intl.NumberFormat(language);
const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** `1,234,567` */
export const grouped = (number) => whole.format(number);

/** `3.2`, of numbers that are not whole. */
export const withTenths = (number) => tenths.format(number);

/** `3.2 MB`; below 1000, `900 bytes`. Decimal units, as S3's console and most systems show. */
export function size(bytes) {
  if (bytes < 1000) return text.bytes(bytes);
  const units = ['kB', 'MB', 'GB'];
  let value = bytes / 1000;
  while (value >= 999.5 && units.length > 1) {
    value /= 1000;
    units.shift();
  }
  return `${value < 10 ? withTenths(value) : Math.round(value)} ${units[0]}`;
}

/** Two sizes that differ, also as they are written: where units do not tell them apart, in bytes. */
export function sizes(one, other) {
  const written = [one, other].map(size);
  return written[0] === written[1] ? [one, other].map((bytes) => text.bytes(grouped(bytes))) : written;
}

/** What is saved, or added, going from `whole` bytes to `part`: `94 % smaller`. */
export function saving(part, whole) {
  if (part === whole) return text.asLarge;
  if (part > whole) return text.larger(percent((part - whole) / whole));
  return text.smaller(percent((whole - part) / whole));
}

/** `94 %`, of 0.94; never rounded to 100 %, which would say that nothing is left. */
export function percent(share) {
  const value = share * 100;
  if (share < 1 && value >= 99) return text.percent(tenths.format(Math.min(Math.floor(value * 10) / 10, 99.9)));
  return text.percent(whole.format(Math.round(value)));
}

/** Bytes as Base64, which is how ThumbHashes are written. */
export const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

/**
 * A name for texts of which HTML cannot mark parts, such as labels and announcements: Unicode's FSI and PDI keep what is
 * written from right to left, or overrides the direction, to itself.
 */
export const isolated = (name) => `\u2068${name}\u2069`;

/** Characters that set the direction of what follows: U+202A to U+202E, U+2066 to U+2069. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/;

/**
 * The nodes of a key, a path or a command, each word of which that sets a direction stands by itself: `a\u202egpj.exe` does
 * not turn around what comes after it. The text stays as it is, also when it is copied.
 */
export function withIsolatedParts(string) {
  return string.split(/([\s/']+)/).map((part) => {
    if (!DIRECTIONS.test(part)) return document.createTextNode(part);
    return Object.assign(document.createElement('bdi'), { textContent: part });
  });
}

/** A name for a file, without characters that would show its ending somewhere else. */
export const withoutDirections = (name) => name.replace(new RegExp(DIRECTIONS, 'g'), '');

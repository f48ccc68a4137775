'use strict';
// Colours as sharp takes them, as red, green, blue and alpha from 0 to 255.
const { invalidParameter, isGiven, isNumber, isObject, isText } = require('./checks.js');
const names = require('./colour-names.json');

/** What stands for a channel in `rgb()`: a number from 0 to 255, or percent. */
const share = (text, whole) => (text.endsWith('%') ? (parseFloat(text) * whole) / 100 : parseFloat(text));
const byte = (value) => Math.max(0, Math.min(255, Math.round(value)));

const FUNCTION = /^(rgb|hsl)a?\(\s*([^\s,/]+)[\s,]+([^\s,/]+)[\s,]+([^\s,/]+)(?:\s*[,/]\s*([^\s,/]+))?\s*\)$/;

/** A colour of a text: a name of CSS, `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `rgb()` or `hsl()`; `undefined` for no colour. */
function ofText(text) {
  const plain = text.trim().toLowerCase();
  if (plain === 'transparent') return [0, 0, 0, 0];
  const hex = Object.hasOwn(names, plain) ? names[plain] : plain.startsWith('#') ? plain.slice(1) : undefined;
  if (hex !== undefined) return ofHex(hex);
  const [, kind, first, second, third, alpha = '1'] = FUNCTION.exec(plain) ?? [];
  if (kind === undefined) return undefined;
  const channels = kind === 'rgb' ? [first, second, third].map((part) => share(part, 255)) : ofHsl(parseFloat(first), share(second, 1), share(third, 1));
  const all = [...channels, share(alpha, 1) * 255];
  return all.every(Number.isFinite) ? all.map(byte) : undefined;
}

function ofHex(hex) {
  if (!/^([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(hex)) return undefined;
  const long = hex.length <= 4 ? [...hex].map((digit) => digit + digit).join('') : hex;
  const [red, green, blue, alpha = 255] = long.match(/../g).map((pair) => parseInt(pair, 16));
  return [red, green, blue, alpha];
}

/** CSS Color Module Level 4, section 7.1: hue in degrees, the others from 0 to 1; channels from 0 to 255. */
function ofHsl(hue, saturation, lightness) {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((offset) => {
    const sector = (((offset + hue / 30) % 12) + 12) % 12;
    return 255 * (lightness - chroma * Math.max(-1, Math.min(sector - 3, 9 - sector, 1)));
  });
}

/** A colour that an option gives, `[red, green, blue, alpha]` from 0 to 255, or `undefined` where none is given. */
function colourOf(value) {
  if (!isGiven(value)) return undefined;
  if (isText(value) && value.length <= 200) {
    const colour = ofText(value);
    if (colour === undefined) throw new Error(`Unable to parse color from string: ${value.slice(0, 100)}`);
    return colour;
  }
  if (!isObject(value)) throw invalidParameter('background', 'object or string', value);
  const { r, g, b, alpha = 1 } = Array.isArray(value) ? { r: value[0], g: value[1], b: value[2], alpha: value[3] } : value;
  for (const [name, channel] of Object.entries({ red: r, green: g, blue: b, alpha })) {
    if (!isNumber(channel)) throw invalidParameter(`background.${name}`, 'number', channel);
  }
  return [byte(r), byte(g), byte(b), byte(alpha * 255)];
}

/** `#rrggbbaa`, as the component takes it. */
const asHex = (colour) => `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;

module.exports = { asHex, colourOf };

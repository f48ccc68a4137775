'use strict';
// What parameters are, and how a wrong one is refused. Programs match on these messages: they have the shape of sharp's.

const isGiven = (value) => value !== undefined && value !== null;
const isObject = (value) => typeof value === 'object' && value !== null;
const isPlainObject = (value) => Object.prototype.toString.call(value) === '[object Object]';
const isText = (value) => typeof value === 'string' && value.length > 0;
const isNumber = (value, least = -Infinity, most = Infinity) => Number.isFinite(value) && value >= least && value <= most;
const isInteger = (value, least = -Infinity, most = Infinity) => Number.isInteger(value) && value >= least && value <= most;

/** The error for a parameter that is not what it has to be. `expected` is a noun: `boolean`, `integer between 1 and 100`. */
function invalidParameter(name, expected, given) {
  let shown = '';
  try {
    shown = String(given).slice(0, 100);
  } catch {
    // An object without a prototype has no text.
  }
  return new Error(`Expected ${expected} for ${name} but received ${shown} of type ${typeof given}`);
}

/** The page that says what is offered. */
const GUIDE = 'docs/from-sharp.md';

/** The error for what sharp has and this package lacks. */
const unsupported = (what) => new Error(`${what} is not supported by @thumbox/sharp; see ${GUIDE}`);

/** A checked integer, or `undefined` where none is given. */
function integerIn(name, value, least, most, expected = `integer between ${least} and ${most}`) {
  if (!isGiven(value)) return undefined;
  if (!isInteger(value, least, most)) throw invalidParameter(name, expected, value);
  return value;
}

/** A checked number, or `undefined` where none is given. */
function numberIn(name, value, least, most, expected = `number between ${least} and ${most}`) {
  if (!isGiven(value)) return undefined;
  if (!isNumber(value, least, most)) throw invalidParameter(name, expected, value);
  return value;
}

/** A checked switch, or `undefined` where none is given. */
function switchOf(name, value) {
  if (!isGiven(value)) return undefined;
  if (typeof value !== 'boolean') throw invalidParameter(name, 'boolean', value);
  return value;
}

/** One of some words, or `undefined` where none is given. */
function wordOf(name, value, words, expected = `one of: ${words.join(', ')}`) {
  if (!isGiven(value)) return undefined;
  if (!words.includes(value)) throw invalidParameter(name, expected, value);
  return value;
}

module.exports = {
  GUIDE, integerIn, invalidParameter, isGiven, isInteger, isNumber, isObject, isPlainObject, isText, numberIn, switchOf, unsupported, wordOf,
};

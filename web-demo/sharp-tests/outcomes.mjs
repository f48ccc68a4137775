// What becomes of a member of sharp's types, as compatibility.mjs lists it and compatibility.test.mjs tests it.

/** The least PSNR, in decibels, of an output beside sharp's, where an entry does not say otherwise: without loss, and where both lose. */
export const TOLERANCES = { jpeg: 36, webp: 36, gif: 24, png: 40, raw: 40 };

/**
 * Offered: the chain gives an output of the same format, size and metadata as sharp's, and its pixels within the tolerance. `except` are
 * facts of the file that are others.
 */
export const offered = (chain, note = '', { tolerance, except = [] } = {}) => ({ outcome: 'offered', chain, note, tolerance, except });

/** Offered: the function gives the same value with both, or a promise of it. */
export const same = (value, note = '') => ({ outcome: 'offered', value, note });

/** Offered, and other than sharp's by what it is: `check(sharp, images)` throws where it is wrong. */
export const ours = (check, note) => ({ outcome: 'offered', check, note });

/** Taken and without effect: the chain gives an output as sharp's, and a warning says so. */
export const ignored = (chain, note, { tolerance, except = [] } = {}) => ({ outcome: 'ignored with a note', chain, note, tolerance, except });

/** Not offered: the call throws at once. */
export const throws = (call, note = '') => ({ outcome: 'throws', call, note });

/** Facts that are not told: absent from what is handed out. */
export const absent = (note) => ({ outcome: 'absent', note });

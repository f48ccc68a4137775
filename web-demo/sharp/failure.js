'use strict';
// Errors of the component, as programs for sharp know them. What the component says is the `cause`, and its `kind` is the error's too.

/** The error for a file that could not be worked on. `isFile` says whether it was given by its path. */
function asSharp(error, { isFile }) {
  const { kind } = error;
  if (kind === undefined) return error;
  const source = isFile ? 'file' : 'buffer';
  const message = messageFor(kind, source, error.message);
  return Object.assign(new Error(message, { cause: error }), { kind });
}

function messageFor(kind, source, said) {
  switch (kind) {
    case 'unsupported-format':
    case 'needs-codec':
      return `Input ${source} contains unsupported image format`;
    case 'malformed':
    case 'truncated':
      return `Input ${source} has corrupt image data: ${said}`;
    case 'deadline':
      return `timeout: ${said}`;
    case 'too-large':
      return /pixels/.test(said) ? 'Input image exceeds pixel limit' : said;
    default:
      return said;
  }
}

/** Where `timeout()` has ended the work. */
const timedOut = (seconds) => Object.assign(new Error(`timeout: the image took longer than ${seconds} s`), { kind: 'deadline' });

module.exports = { asSharp, timedOut };

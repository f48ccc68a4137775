'use strict';
// Options that are taken and change nothing here: the program is told, once for each.
const told = new Set();

/** Tells that an option is ignored, as a warning of the process and to listeners of the object. */
function ignored(object, option, why) {
  const message = `${option} is ignored by @thumbox/sharp: ${why}`;
  object.emit('warning', message);
  if (told.has(option)) return;
  told.add(option);
  process.emitWarning(message, { type: 'ThumboxSharpWarning', code: 'THUMBOX_SHARP' });
}

module.exports = { ignored };

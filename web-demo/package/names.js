// Names for files.

const ENDINGS = { jpeg: 'jpg' };

/**
 * The name of an output's file, which ends as its format does: that of its key, or else that of the source, with its size
 * where there are several outputs.
 */
export function named({ key, format, width, height }, { source, isOne }) {
  const last = (path) => path.split('/').pop();
  const stem = (name) => name.replace(/(?<=.)\.[^.]*$/, '');
  const ending = ENDINGS[format] ?? format;
  if (key) return `${stem(last(key))}.${ending}`;
  const size = isOne ? '' : `-${width}x${height}`;
  return `${stem(last(source)) || 'image'}${size}.${ending}`;
}

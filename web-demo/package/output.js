// How an output is handed out.

/** Adds to an output its file: `data` under a name. `lastModified` is in milliseconds. */
export function addFile(output, data, { name, lastModified }) {
  output.file = new File([data], name, { type: `image/${output.format}`, lastModified });
}

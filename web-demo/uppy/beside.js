// A thumbnail as a file of Uppy.

/**
 * The file of an output, to be uploaded beside its original: with the original's metadata, and in `meta.thumbnailOf` the
 * original's name. Its own name has its size, such as `photo-400x300.webp`.
 */
export function besideOriginal(original, { file, width, height }, index) {
  const stem = original.name.replace(/(?<=.)\.[^.]*$/, '');
  const extension = file.name.split('.').pop();
  const name = `${stem}-${width}x${height}.${extension}`;
  return {
    // What this version of Uppy has besides.
    ...original,
    id: `${original.id}/thumbnail-${index}`,
    name,
    extension,
    type: file.type,
    size: file.size,
    data: new File([file], name, { type: file.type, lastModified: file.lastModified }),
    meta: { ...original.meta, name, type: file.type, thumbnailOf: original.name, originalID: original.id },
    preview: URL.createObjectURL(file),
    progress: { percentage: 0, bytesUploaded: false, bytesTotal: file.size, uploadComplete: false, uploadStarted: null },
    error: null,
    response: undefined,
    uploadURL: undefined,
  };
}

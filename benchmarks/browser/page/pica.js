import Pica from 'pica';

export async function start() {
  const pica = new Pica();
  await pica.init?.();
  return async (file, side) => {
    const picture = await createImageBitmap(file);
    const share = side / Math.max(picture.width, picture.height);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    await pica.resize(picture, canvas);
    return pica.toBlob(canvas, 'image/jpeg', 0.8);
  };
}

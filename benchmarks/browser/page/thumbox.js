import { createResizer } from 'thumbox';

export async function start() {
  const resizer = createResizer();
  await resizer.ready();
  return previewer(resizer);
}

export const previewer = (resizer) => async (file, side) => {
  const { outputs } = await resizer.resize(file, { width: side, height: side });
  return outputs[0].file;
};

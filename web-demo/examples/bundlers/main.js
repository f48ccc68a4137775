import heic from '@thumbox/heic';
import { createResizer } from 'thumbox';

const resizer = createResizer({ codecs: { heic } });
const list = document.querySelector('ul');

/** One thumbnail by plain options, and those of a recipe as they are made. */
async function show(file) {
  const item = list.appendChild(document.createElement('li'));
  item.textContent = file.name;
  const add = (output) => {
    const image = item.appendChild(new Image());
    image.alt = `${output.width} × ${output.height}, ${output.bytes} bytes`;
    image.src = URL.createObjectURL(output.file);
    image.onload = () => URL.revokeObjectURL(image.src);
  };
  try {
    const { outputs } = await resizer.resize(file, { width: 200, format: 'webp' });
    add(outputs[0]);
    await resizer.resize(file, 'lab', { onProgress: ({ output }) => output && add(output) });
  } catch (error) {
    item.append(`: ${error.message}`);
  }
}

document.querySelector('input').addEventListener('change', ({ target }) => {
  for (const file of target.files) show(file);
});

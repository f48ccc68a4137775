'use client';
import { useState } from 'react';
import heic from '@thumbox/heic';
import { useThumbnails } from '@thumbox/react';
import { createResizer } from 'thumbox';

const resizer = createResizer({ codecs: { heic } });

export default function Page() {
  const [files, setFiles] = useState([]);
  const { thumbnails } = useThumbnails(files, { width: 200, format: 'webp' }, { resizer });
  return (
    <main>
      <h1>Thumbnails before the upload</h1>
      <label>
        Photos <input type="file" multiple accept="image/*" onChange={({ target }) => setFiles([...target.files])} />
      </label>
      <ul>
        {thumbnails.map(({ file, outputs, error }, index) => (
          <li key={`${index} ${file.name}`}>
            <bdi>{file.name}</bdi>
            {error && `: ${error.message}`}
            {outputs.map(({ url }) => <img key={url} src={url} alt="" />)}
          </li>
        ))}
      </ul>
    </main>
  );
}

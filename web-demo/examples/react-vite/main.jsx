import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useThumbnails } from './useThumbnails.js';

function Photo({ file }) {
  const { outputs, error } = useThumbnails(file, 'responsive');
  return (
    <li>
      <bdi>{file.name}</bdi>
      {error && <p role="alert">{error.message}</p>}
      {outputs.map(({ index, url, width, height, bytes }) => (
        <img key={index} src={url} alt={`${width} × ${height}, ${bytes} bytes`} height="120" />
      ))}
    </li>
  );
}

function App() {
  const [files, setFiles] = useState([]);
  return (
    <main>
      <h1>Thumbnails before the upload</h1>
      <label>
        Photos <input type="file" multiple accept="image/*" onChange={({ target }) => setFiles([...target.files])} />
      </label>
      <ul>
        {files.map((file, index) => (
          <Photo key={`${index} ${file.name}`} file={file} />
        ))}
      </ul>
    </main>
  );
}

createRoot(document.getElementById('root')).render(<App />);

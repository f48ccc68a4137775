import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useThumbnails } from '@thumbox/react';

function App() {
  const [files, setFiles] = useState([]);
  const { thumbnails, isPending, progress } = useThumbnails(files, 'responsive');
  return (
    <main>
      <h1>Thumbnails before the upload</h1>
      <label>
        Photos <input type="file" multiple accept="image/*" onChange={({ target }) => setFiles([...target.files])} />
      </label>
      {isPending && <progress value={progress} aria-label="Thumbnails" />}
      <ul>
        {thumbnails.map(({ file, outputs, error }, index) => (
          <li key={`${index} ${file.name}`}>
            <bdi>{file.name}</bdi>
            {error && <p role="alert">{error.message}</p>}
            {outputs.map(({ url, width, height, bytes }) => (
              <img key={url} src={url} alt={`${width} × ${height}, ${bytes} bytes`} height="120" />
            ))}
          </li>
        ))}
      </ul>
    </main>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

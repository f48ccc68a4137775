import { createResizer } from 'thumbox';
import { useEffect, useState } from 'react';

// One for the page: its Workers serve every component.
const resizer = createResizer();

/** The outputs of a recipe for a file, as they are made: `{ outputs, error }`. */
export function useThumbnails(file, recipe) {
  const [state, setState] = useState({ outputs: [] });
  useEffect(() => {
    const abort = new AbortController();
    const urls = [];
    setState({ outputs: [] });
    const onProgress = ({ output }) => {
      if (!output || abort.signal.aborted) return;
      const url = URL.createObjectURL(output.file);
      urls.push(url);
      setState(({ outputs }) => ({ outputs: [...outputs, { ...output, url }] }));
    };
    resizer.resize(file, recipe, { signal: abort.signal, onProgress }).catch((error) => {
      if (!abort.signal.aborted) setState({ outputs: [], error });
    });
    return () => {
      abort.abort();
      urls.forEach((url) => URL.revokeObjectURL(url));
    };
  }, [file, recipe]);
  return state;
}

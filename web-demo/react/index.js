'use client';
// The hook `useThumbnails`. index.d.ts describes it.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Thumbnails } from './thumbnails.js';

/** What there is before an effect has run, as while a page is rendered on a server. */
const NONE = new Map();
const none = () => NONE;

export function useThumbnails(files, recipe, { resizer, bucket, limits } = {}) {
  const [store] = useState(() => new Thumbnails());
  const made = useSyncExternalStore(store.subscribe, store.current, none);
  const wanted = Array.from(files ?? []);
  // Options are written where they are used, so they are another object at each render.
  const request = asText([recipe, bucket, limits]);

  // At each render: what is made or being made already is left alone.
  useEffect(() => store.make(wanted, { recipe, request, resizer, bucket, limits }));
  useEffect(() => () => store.clear(), [store]);

  const thumbnails = wanted.map((file) => {
    const entry = made.get(file);
    return entry?.request === request ? entry.thumbnail : pending(file);
  });
  const progress = thumbnails.reduce((sum, { progress }) => sum + progress, 0);
  return {
    thumbnails,
    isPending: thumbnails.some(({ status }) => status === 'pending'),
    progress: thumbnails.length === 0 ? 1 : progress / thumbnails.length,
  };
}

const pending = (file) => ({ file, status: 'pending', progress: 0, outputs: [], warnings: [] });

/** What cannot be written as JSON, the resizer refuses with the reason. */
function asText(value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    return String(error);
  }
}

import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** How often a file is looked at where the system does not tell of its changes, as on network drives. */
const lookEvery = 1000;

/**
 * Tells that a file may have changed. Several changes at once are told as one.
 * @returns a function that ends it.
 */
export function watchFile(path: string, onChange: () => void): () => void {
  let isTold = false;
  let isOver = false;
  let watcher: FSWatcher | undefined;
  const tell = (): void => {
    if (isTold) return;
    isTold = true;
    setImmediate(() => {
      isTold = false;
      // It may have been ended between the change and this turn.
      if (!isOver) onChange();
    });
  };
  try {
    // The folder also tells when another file takes the name.
    watcher = watch(dirname(path), (_, name) => {
      if (name === null || name === basename(path)) tell();
    });
    watcher.on('error', () => watcher?.close());
  } catch {
    // Not every file system can be watched; then the file is looked at.
  }
  const timer = setInterval(tell, lookEvery);
  return () => {
    isOver = true;
    watcher?.close();
    clearInterval(timer);
  };
}

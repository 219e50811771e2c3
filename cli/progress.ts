import * as l10n from '@vscode/l10n';

export interface Progress {
  /** @param done bytes read so far; @param total bytes to read, 0 where that is not known. */
  readonly show: (done: number, total: number) => void;
  readonly clear: () => void;
}

const milliseconds = 100;

/** Shows how far reading is on standard error, if that is a terminal that a person looks at. */
export function createProgress(environment: NodeJS.ProcessEnv): Progress {
  if (!process.stderr.isTTY || environment.TERM === 'dumb') return { show: () => {}, clear: () => {} };
  let shown = 0;
  let isVisible = false;
  return {
    show: (done, total) => {
      const now = performance.now();
      if (now - shown < milliseconds) return;
      shown = now;
      isVisible = true;
      const text =
        total > 0
          ? l10n.t('reading: {0} of {1} MB', megabytes(done), megabytes(total))
          : l10n.t('reading: {0} MB', megabytes(done));
      process.stderr.write(`\r\u001b[K${text}`);
    },
    clear: () => {
      if (isVisible) process.stderr.write('\r\u001b[K');
    },
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

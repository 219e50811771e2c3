import * as l10n from '@vscode/l10n';

export interface Progress {
  /** @param done bytes read so far; @param total bytes to read, 0 where that is not known. */
  readonly show: (done: number, total: number) => void;
  readonly clear: () => void;
  /** Shows a line that stays, above the progress. */
  readonly say: (text: string) => void;
}

const milliseconds = 100;
/** Nobody waits for news of what takes less than this. */
const patience = 500;

/** Shows how far reading is on standard error, if that is a terminal that a person looks at. */
export function createProgress(environment: NodeJS.ProcessEnv): Progress {
  if (!process.stderr.isTTY || environment.TERM === 'dumb') return { show: () => {}, clear: () => {}, say: () => {} };
  const created = performance.now();
  let shown = 0;
  let isVisible = false;
  const waiting: string[] = [];
  return {
    show: (done, total) => {
      const now = performance.now();
      if (now - shown < milliseconds) return;
      shown = now;
      isVisible = true;
      if (now - created > patience) for (const line of waiting.splice(0)) process.stderr.write(`\r\u001b[K${line}\n`);
      const text =
        total > 0
          ? l10n.t('reading: {0} of {1} MB', megabytes(done), megabytes(total))
          : l10n.t('reading: {0} MB', megabytes(done));
      process.stderr.write(`\r\u001b[K${text}`);
    },
    clear: () => {
      if (isVisible) process.stderr.write('\r\u001b[K');
    },
    say: text => {
      waiting.push(text);
    },
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

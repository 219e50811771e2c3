import { createRedactor } from '../text/redact.ts';

/** What an output channel is told to show. */
type ChannelChange = { readonly append: string } | { readonly replace: string };

/**
 * The text of an output channel that follows logs. It keeps everything that was written to it, so it is cut to its last lines from
 * time to time. Secrets are taken out: a channel is copied and sent as a whole, and whoever wants a line as it was written
 * opens the file.
 */
export function createFollowedText(mostCharacters: number, keptLines: number) {
  const { redact } = createRedactor();
  let written = 0;
  let tail: string[] = [];
  return {
    /** @returns undefined where there is nothing to show. */
    add(lines: readonly string[]): ChannelChange | undefined {
      if (lines.length === 0) return undefined;
      const shown = redact(lines.join('\n'));
      const text = `${shown}\n`;
      written += text.length;
      tail = [...tail, ...shown.split('\n')].slice(-keptLines);
      if (written < mostCharacters) return { append: text };
      const kept = `${tail.join('\n')}\n`;
      written = kept.length;
      return { replace: kept };
    },
  };
}

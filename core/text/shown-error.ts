import { withoutSecrets } from './redact.ts';

/**
 * An error that nobody expected, for an output channel or a terminal: with its stack, so that it can be reported, and without
 * secrets, because its message may quote a file, an address or what a program printed.
 */
export function shownError(error: unknown): string {
  const text = error instanceof Error ? withCauses(error) : String(error);
  return withoutSecrets(text);
}

/** Causes in each other may be endless, where somebody made a circle of them. */
const mostCauses = 5;

function withCauses(error: Error): string {
  const texts: string[] = [];
  let next: unknown = error;
  for (let count = 0; next instanceof Error && count < mostCauses; count++) {
    texts.push(next.stack ?? String(next));
    next = next.cause;
  }
  return texts.join('\nCaused by: ');
}

const millisecondsOf: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The longest that anything in a runbook may take: a week. */
const longest = 7 * 24 * 3_600_000;

/**
 * Reads a number with its unit: `500ms`, `150s`, `10m`, `1.5h`.
 * @returns milliseconds; undefined for anything else, a number without a unit and more than a week among it.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (!match) return undefined;
  const milliseconds = Math.round(Number(match[1]) * millisecondsOf[match[2]!]!);
  return milliseconds <= longest ? milliseconds : undefined;
}

/** Writes milliseconds as people do: `90s`, `10m`, `250ms`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds >= 7200 && seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

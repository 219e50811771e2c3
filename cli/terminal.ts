const usualWidth = 100;
const narrowest = 60;

/** How wide standard output is and whether it shows colours. `NO_COLOR` (https://no-color.org) is respected. */
export function terminalOf(environment: NodeJS.ProcessEnv): { width: number; color: boolean } {
  const isTerminal = process.stdout.isTTY === true;
  const mayColor = (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb';
  const width = isTerminal ? process.stdout.columns : Number(environment.COLUMNS);
  return { width: width > 0 ? Math.max(narrowest, width) : usualWidth, color: isTerminal && mayColor };
}

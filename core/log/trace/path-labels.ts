import type { Trace } from './trace.ts';

/** The same trace with its paths as people read them: below the folder that was traced. */
export function withPathLabels(trace: Trace, pathLabel: (path: string) => string): Trace {
  return {
    ...trace,
    entries: trace.entries.map(line => ({ ...line, path: pathLabel(line.path) })),
    assumptions: trace.assumptions.map(assumption =>
      assumption.kind === 'read-once' ? { ...assumption, paths: assumption.paths.map(pathLabel) } : assumption,
    ),
  };
}

import type { Analysis, Finding } from '../core/log/analysis.ts';

/** The last analysis of many logs together, as the user asked for it. Paths in it are absolute. */
export interface WholeAnalysis {
  /** Tells one analysis from the next. */
  readonly id: string;
  readonly analysis: Analysis;
}

/**
 * Where the analysis of many logs is kept, for everything that shows open logs: whoever makes one (`novaDoctor/analyze`)
 * hands it over here, diagnostics and lenses ask for it.
 */
export interface WorkspaceAnalysis {
  readonly last: WholeAnalysis | undefined;
  /** Takes a finished analysis; undefined forgets the one before. */
  set(analysis: Analysis | undefined): void;
  /**
   * The whole analysis, where it is about an open log as that is now.
   * @param path of the open log.
   * @param own the analysis of the open log alone: when the log has changed since, the two differ, and the older one is
   *   not shown any more.
   */
  about(path: string, own: Analysis): WholeAnalysis | undefined;
  onDidChange(listener: () => void): void;
}

export function createWorkspaceAnalysis(): WorkspaceAnalysis {
  const listeners: (() => void)[] = [];
  let last: WholeAnalysis | undefined;
  let count = 0;

  function set(analysis: Analysis | undefined): void {
    count++;
    last = analysis && { id: `whole ${count}`, analysis };
    for (const listener of listeners) listener();
  }

  return {
    get last() {
      return last;
    },
    set,
    about: (path, own) => (last !== undefined && isAbout(last.analysis, path, own) ? last : undefined),
    onDidChange: listener => listeners.push(listener),
  };
}

/** Whether an analysis of many logs says of one file how many lines it has and what is where, as the file's own does. */
function isAbout(whole: Analysis, path: string, own: Analysis): boolean {
  const lines = linesOf(whole, path);
  const ownLines = linesOf(own, path);
  if (lines === undefined || lines !== ownLines) return false;
  const wholePlaces = placesIn(whole, path);
  const ownPlaces = placesIn(own, path);
  return wholePlaces.size === ownPlaces.size && [...ownPlaces].every(place => wholePlaces.has(place));
}

/** Number of lines of a file, which may be one of a rotated set; undefined where the analysis does not know the file. */
function linesOf(analysis: Analysis, path: string): number | undefined {
  for (const file of analysis.files) {
    const part = file.parts?.find(candidate => candidate.path === path);
    if (part !== undefined) return part.lines;
    if (file.path === path && file.parts === undefined) return file.lines;
  }
  return undefined;
}

function placesIn(analysis: Analysis, path: string): Set<string> {
  const textOf = ({ signature, perFile }: Finding): string | undefined => {
    const here = perFile.find(file => file.path === path);
    return here && `${signature} ${here.count} ${here.first.line} ${here.last.line}`;
  };
  return new Set(analysis.findings.map(textOf).filter(text => text !== undefined));
}

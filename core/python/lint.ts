import type { ConfigFinding, FindingSeverity } from '../config/finding.ts';
import { withoutIgnored } from '../config/lint.ts';
import type { Translator } from '../text/l10n.ts';
import { mayUseSqlAlchemy } from './candidate.ts';
import { findEngineCalls } from './engine-calls.ts';
import { readPythonModule } from './module.ts';
import type { PythonFile, PythonFinding, PythonRule } from './rule.ts';
import { pythonRules } from './rules/py-rules.ts';
import { findAcquisitions, findCommits } from './sessions.ts';
import { type SqlAlchemyVersion, versionOfRelease, versionOfRequirements } from './version.ts';

export { pythonRules };

/** What is known about the project that a file belongs to. */
export interface PythonLintOptions {
  readonly sqlalchemy?: SqlAlchemyVersion;
  /** Of OpenStack: `2025.1`. It tells the version where that is not given. */
  readonly release?: string;
  /** The text of requirements.txt, of a constraints file or of pyproject.toml. It tells the version before the release does. */
  readonly requirements?: string;
  /** Addresses of what fails over in front of the database: the VIP, HAProxy, ProxySQL, Mycat. */
  readonly proxyHosts?: readonly string[];
  /** The smallest idle time-out on the way to the database, in seconds. */
  readonly idleTimeout?: number;
  /** The longest statement that was measured, in seconds. */
  readonly slowestQuery?: number;
  /** What the user has set for single rules. */
  readonly severities?: Readonly<Record<string, FindingSeverity | 'off'>>;
}

/**
 * Judges how a Python file uses SQLAlchemy: engines, pools and sessions. Nothing is said about files that do not use it, nor
 * about values that the text does not tell. It never throws, whatever the text is.
 * @param path under which the findings name it.
 */
export function lintPython(path: string, text: string, options: PythonLintOptions, l10n: Translator): ConfigFinding[] {
  if (!mayUseSqlAlchemy(text)) return [];
  const file = readPythonFile(path, text, options);
  const findings = pythonRules.flatMap(rule => findingsOf(rule, file, options, l10n));
  return withoutIgnored(findings, new Map([[path, text]])).sort(
    (one, other) => one.place.range.start - other.place.range.start || (one.rule < other.rule ? -1 : 1),
  );
}

function readPythonFile(path: string, text: string, options: PythonLintOptions): PythonFile {
  const module = readPythonModule(text);
  const engines = findEngineCalls(module);
  const acquisitions = findAcquisitions(module, engines);
  const { requirements, release } = options;
  const version =
    options.sqlalchemy ??
    (requirements === undefined ? undefined : versionOfRequirements(requirements)) ??
    (release === undefined ? undefined : versionOfRelease(release));
  return {
    path,
    text,
    module,
    engines,
    acquisitions,
    commits: findCommits(module, acquisitions),
    facts: {
      version,
      proxyHosts: options.proxyHosts ?? [],
      idleTimeout: options.idleTimeout,
      slowestQuery: options.slowestQuery,
      requirements,
    },
  };
}

function findingsOf(rule: PythonRule, file: PythonFile, options: PythonLintOptions, l10n: Translator): ConfigFinding[] {
  const set = options.severities?.[rule.id];
  if (set === 'off' || (set === undefined && rule.isOffByDefault)) return [];
  return [...rule.check(file, l10n)].map(({ range, ...finding }: PythonFinding) => ({
    ...finding,
    rule: rule.id,
    severity: set ?? finding.severity ?? rule.severity,
    place: { path: file.path, range },
  }));
}

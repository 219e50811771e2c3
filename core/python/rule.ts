import type { ConfigFix, FindingSeverity, TextRange } from '../config/finding.ts';
import type { Translator } from '../text/l10n.ts';
import type { EngineCall } from './engine-calls.ts';
import type { PythonModule } from './module.ts';
import type { Acquisition, Commit } from './sessions.ts';
import type { SqlAlchemyVersion } from './version.ts';

/** What is known besides the text of the file. */
export interface PythonFacts {
  /** Undefined where nothing tells: then only what holds for all versions is said, or the version is named. */
  readonly version: SqlAlchemyVersion | undefined;
  /** Addresses of proxies that fail over: the VIP, HAProxy, ProxySQL, Mycat. */
  readonly proxyHosts: readonly string[];
  /** The smallest idle time-out on the way to the database, in seconds. */
  readonly idleTimeout: number | undefined;
  /** The longest statement that was measured, in seconds. */
  readonly slowestQuery: number | undefined;
  /** Names of packages that the project requires; undefined where they are not known. */
  readonly requirements: string | undefined;
}

/** A Python file as the rules see it. */
export interface PythonFile {
  readonly path: string;
  readonly text: string;
  readonly module: PythonModule;
  readonly engines: readonly EngineCall[];
  /** Sessions and connections that the file opens itself. */
  readonly acquisitions: readonly Acquisition[];
  readonly commits: readonly Commit[];
  readonly facts: PythonFacts;
}

/** What a rule says about one place of the file. */
export interface PythonFinding {
  readonly range: TextRange;
  readonly message: string;
  /** Where it is not the rule's own. */
  readonly severity?: FindingSeverity;
  readonly fix?: ConfigFix;
  readonly tag?: 'deprecated' | 'unnecessary';
}

/**
 * One check on Python code. Each rule is one file in `core/python/rules/` and one line in `py-rules.ts` beside it. Its texts
 * are written as calls of the translator inside of functions, so that the tools that collect strings find them.
 */
export interface PythonRule {
  readonly id: string;
  readonly severity: FindingSeverity;
  /** Whether it says something only when the user has given it a severity. */
  readonly isOffByDefault?: true;
  title(l10n: Translator): string;
  why(l10n: Translator): string;
  remedy(l10n: Translator): string;
  /** Where the facts come from. */
  readonly source: string;
  check(file: PythonFile, l10n: Translator): Iterable<PythonFinding>;
}

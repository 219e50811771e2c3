import type { Translator } from '../text/l10n.ts';
import type { Deployment } from './deployment.ts';
import type { ConfigFinding, FindingSeverity } from './finding.ts';

/** What a rule says about one place; the id of the rule, and its severity where none is given, are filled in. */
export type RuleFinding = Omit<ConfigFinding, 'rule' | 'severity'> & { readonly severity?: FindingSeverity };

/**
 * One check on configuration. Each rule is one file in `core/config/rules/` and one line in `rules.ts` beside it. Its texts
 * are written `l10n.t('…')` inside of functions, so that the tools that collect strings find them.
 */
export interface Rule {
  /** As in the tables of the documentation: `OD009`. */
  readonly id: string;
  /** The severity where a finding names none and the user has set none. */
  readonly severity: FindingSeverity;
  /** What is wrong, in one short sentence without a full stop. */
  title(l10n: Translator): string;
  /** Why it matters: what the service does then. One or two sentences. */
  why(l10n: Translator): string;
  /** What to do instead. */
  remedy(l10n: Translator): string;
  /** Where the facts come from: a document, a file with its version, a bug number. */
  readonly source: string;
  /** Judges all files of a deployment. It never throws, whatever the files hold. */
  check(deployment: Deployment, l10n: Translator): Iterable<RuleFinding>;
}

import type { ConfigFinding } from '../../config/finding.ts';
import type { KnownWords } from '../../runbook/known-words.ts';
import { ourWords } from '../../runbook/our-words.ts';
import type { Translator } from '../../text/l10n.ts';
import type { ConfigCompletion } from './oslo-completion.ts';
import type { ConfigHover } from './oslo-hover.ts';
import type { ConfigSymbol } from './outline.ts';
import { runbookCompletions, runbookHover, type Schema } from './runbook-features.ts';
import { type RunbookLens, runbookFindings, runbookLenses, runbookOutline } from './runbook-file.ts';
import { runbookWordCompletions, runbookWordHover } from './runbook-words.ts';

/**
 * The features of runbook files. They know every action and every check, so they are loaded when the first such file is opened.
 * `controllers` are names that the cluster's own file lists; empty where that is not known.
 */
export interface RunbookLanguage {
  findings(path: string, text: string, controllers: readonly string[]): ConfigFinding[];
  hover(text: string, offset: number, controllers: readonly string[]): ConfigHover | undefined;
  completions(text: string, offset: number, controllers: readonly string[]): ConfigCompletion[];
  outline(text: string): ConfigSymbol[];
  /** @param known whether the editor has a command. */
  lenses(text: string, known: (command: string) => boolean): RunbookLens[];
}

export interface RunbookKnowledge {
  /** `knowledge/schemas/runbook.schema.json`. */
  readonly schema: Schema;
  /** Ids of what runbooks can be suggested for. */
  readonly signatures: () => readonly string[];
  readonly l10n: Translator;
}

export function createRunbookLanguage({ schema, signatures, l10n }: RunbookKnowledge): RunbookLanguage {
  function wordsWith(controllers: readonly string[]): KnownWords {
    const words = { ...ourWords, signatures: signatures() };
    return controllers.length === 0 ? words : { ...words, controllers };
  }
  return {
    findings: (path, text, controllers) => runbookFindings(path, text, wordsWith(controllers), l10n),
    hover: (text, offset, controllers) =>
      runbookWordHover(text, offset, wordsWith(controllers), l10n) ?? runbookHover(text, offset, schema, l10n),
    completions: (text, offset, controllers) =>
      runbookWordCompletions(text, offset, wordsWith(controllers), l10n) ??
      runbookCompletions(text, offset, schema, l10n),
    outline: text => runbookOutline(text, l10n),
    lenses: (text, known) => runbookLenses(text, known, l10n),
  };
}

import type { Translator } from '../../text/l10n.ts';
import type { KnownWord } from '../known-words.ts';
import type { Look } from '../look.ts';
import type { Observer, Verdict } from '../run-ports.ts';
import type { Check } from '../runbook.ts';
import type { StopSignal } from '../stop-signal.ts';

/** Something that can be asked about a cluster, and what may be expected of the answer. */
export interface CheckKind extends KnownWord {
  /** Looks once. Expectations hold no references any more. */
  run(check: Check, context: CheckContext): Promise<Verdict>;
}

export interface CheckContext {
  /** Where the step takes place. */
  readonly controllers: readonly string[];
  /** The holder of the VIP when the plan was made. */
  readonly holder: string | undefined;
  readonly observer: Observer;
  readonly look: Look;
  readonly l10n: Translator;
  readonly signal: StopSignal | undefined;
}

/** An expectation as text; empty where it is left out. */
export function expected(check: Check, key: string): string {
  const value = check.expectations[key];
  return value === undefined ? '' : String(value);
}

/** An expectation as a number; undefined where it is left out or is none. */
export function expectedNumber(check: Check, key: string): number | undefined {
  const text = expected(check, key);
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? undefined : number;
}

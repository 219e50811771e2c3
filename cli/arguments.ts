import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { nearest } from '../core/text/nearest.ts';
import { sentences } from '../core/text/sentences.ts';
import { UsageFailure } from './usage-failure.ts';

/** One option of a command. */
export interface OptionSpec {
  /** `string`: takes a value; `strings`: takes one each time it is given; `boolean`: takes none. */
  readonly type: 'string' | 'strings' | 'boolean';
  /** The values that are allowed; any when left out. */
  readonly choices?: readonly string[];
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export interface Arguments {
  readonly positionals: readonly string[];
  string(name: string): string | undefined;
  strings(name: string): readonly string[];
  boolean(name: string): boolean;
}

/** Every command understands these. */
const commonOptions: OptionSpecs = { help: { type: 'boolean' }, lang: { type: 'string' } };

/**
 * Reads the arguments of a command.
 * @throws UsageFailure that names the argument, what is wrong with it, and the nearest option that there is.
 */
export function readArguments(args: readonly string[], specs: OptionSpecs): Arguments {
  const all: OptionSpecs = { ...commonOptions, ...specs };
  const options = Object.fromEntries(
    Object.entries(all).map(([name, spec]) => [
      name,
      {
        type: spec.type === 'boolean' ? ('boolean' as const) : ('string' as const),
        multiple: spec.type === 'strings',
        ...(name === 'help' ? { short: 'h' } : {}),
      },
    ]),
  );
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    checkOption(token, all);
    values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? '']);
  }
  return {
    positionals: positionals as string[],
    string: name => values.get(name)?.at(-1),
    strings: name => values.get(name) ?? [],
    boolean: name => values.has(name),
  };
}

function checkOption(token: { name: string; rawName: string; value?: string | undefined }, specs: OptionSpecs): void {
  const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
  if (spec === undefined) throw new UsageFailure(unknownText('option', token.rawName, Object.keys(specs), '--'));
  if (spec.type === 'boolean') {
    if (token.value === undefined) return;
    throw new UsageFailure(l10n.t('{0} takes no value.', token.rawName));
  }
  if (token.value === undefined || token.value === '') {
    throw new UsageFailure(l10n.t('{0} needs a value.', token.rawName));
  }
  if (spec.choices === undefined || spec.choices.includes(token.value)) return;
  const near = nearest(token.value, spec.choices);
  const text = l10n.t('{0} cannot be {1}: it is one of {2}.', token.rawName, token.value, spec.choices.join(', '));
  throw new UsageFailure(near === undefined ? text : sentences(text, l10n.t('Did you mean {0}?', near)));
}

/** Says that a command or option does not exist, and which one may be meant. */
export function unknownText(
  kind: 'command' | 'option',
  word: string,
  candidates: readonly string[],
  prefix: string,
): string {
  const near = nearest(word.replace(/^-+/, ''), candidates);
  const text = kind === 'command' ? l10n.t('There is no command {0}.', word) : l10n.t('There is no option {0}.', word);
  return near === undefined ? text : sentences(text, l10n.t('Did you mean {0}?', prefix + near));
}

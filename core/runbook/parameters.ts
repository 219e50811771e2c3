import { RE2JS } from 're2js';
import type { Translator } from '../text/l10n.ts';
import { nearest } from '../text/nearest.ts';
import { parseDuration } from './duration.ts';
import type { Parameter, ParameterValues, Runbook } from './runbook.ts';

/** What is wrong with a value that somebody gave for a parameter. */
export interface ParameterProblem {
  readonly kind: 'unknown' | 'missing' | 'wrong-type' | 'not-allowed' | 'too-small' | 'too-large';
  readonly name: string;
  /** The value; of an unknown name the one that may have been meant, or nothing. */
  readonly value: string;
  /** What would be right: a type, choices, a bound. */
  readonly expected: string;
}

const longestValue = 10_000;
const reference = /\$\{([A-Za-z][A-Za-z0-9_-]*)\}/g;

/**
 * Completes what was given with the defaults.
 * @param given values as a person wrote them, by names of parameters.
 * @returns all values, each as its type admits; where there are problems, values must not be used.
 */
export function checkParameters(
  runbook: Pick<Runbook, 'parameters'>,
  given: ParameterValues,
): { values: ParameterValues; problems: ParameterProblem[] } {
  const names = runbook.parameters.map(({ name }) => name);
  const problems: ParameterProblem[] = Object.keys(given)
    .filter(name => !names.includes(name))
    .map(name => ({ kind: 'unknown', name, value: nearest(name, names) ?? '', expected: names.join(', ') }));
  const values: [string, string][] = [];
  for (const parameter of runbook.parameters) {
    const value = Object.hasOwn(given, parameter.name) ? given[parameter.name] : parameter.default;
    if (value === undefined) {
      problems.push({ kind: 'missing', name: parameter.name, value: '', expected: parameter.type });
      continue;
    }
    const problem = valueProblem(parameter, value);
    if (problem) problems.push(problem);
    else values.push([parameter.name, value]);
  }
  return { values: Object.fromEntries(values), problems };
}

/** What is wrong with one value of a parameter; undefined where it will do. */
export function valueProblem(parameter: Parameter, value: string): ParameterProblem | undefined {
  const { name, type, choices } = parameter;
  const problem = (kind: ParameterProblem['kind'], expected: string) => ({ kind, name, value, expected });
  if (value.includes('\0') || value.length > longestValue || !isOfType(type, value)) return problem('wrong-type', type);
  if (type === 'choice' && !choices.includes(value)) return problem('not-allowed', choices.join(', '));
  const amount = amountOf(type, value);
  const least = parameter.minimum === undefined ? undefined : amountOf(type, parameter.minimum);
  const most = parameter.maximum === undefined ? undefined : amountOf(type, parameter.maximum);
  if (amount !== undefined && least !== undefined && amount < least) return problem('too-small', parameter.minimum!);
  if (amount !== undefined && most !== undefined && amount > most) return problem('too-large', parameter.maximum!);
  return undefined;
}

/** The size by which values of a type are compared; undefined for types that have none, and for values of another type. */
export function amountOf(type: Parameter['type'], value: string): number | undefined {
  if (type === 'duration') return parseDuration(value);
  return type === 'number' && isOfType(type, value) ? Number(value) : undefined;
}

/** Whether a text is a value of a type; of `choice`, whether it could be one. */
export function isOfType(type: Parameter['type'], value: string): boolean {
  switch (type) {
    case 'text':
    case 'choice':
      return true;
    case 'boolean':
      return value === 'true' || value === 'false';
    case 'number':
      return /^-?\d{1,15}(?:\.\d{1,10})?$/.test(value);
    case 'duration':
      return parseDuration(value) !== undefined;
    case 'regex':
      return isPattern(value);
  }
}

/**
 * Whether a pattern is one of RE2, whose time grows linearly with the text: patterns of users run on nothing else, so
 * that none can hang the program. Look-around and references to groups are not part of it.
 */
export function isPattern(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

/** Tests whether texts match somewhere, in linear time. @throws Error where `isPattern` says no. */
export function compilePattern(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern);
  return text => compiled.matcher(text).find();
}

/** Names of the parameters that a text refers to as `${name}`. */
export function referencesIn(text: string): string[] {
  return [...text.matchAll(reference)].map(match => match[1]!);
}

/**
 * Puts values where `${name}` stands. A value is never looked through for further references; what has no value stays as it
 * is. Not for texts of scripts: those get values as variables.
 */
export function resolveReferences(text: string, values: ParameterValues): string {
  return text.replace(reference, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole));
}

/** The variable by which a script gets a parameter: `max-age` is `MAX_AGE`. */
export function variableOf(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

/** One sentence about a value that cannot be used. */
export function parameterProblemText({ kind, name, value, expected }: ParameterProblem, l10n: Translator): string {
  switch (kind) {
    case 'unknown':
      if (expected === '') return l10n.t('{0}: this runbook has no parameters.', name);
      return value === ''
        ? l10n.t('{0}: there is no such parameter; there are: {1}.', name, expected)
        : l10n.t('{0}: there is no such parameter. Did you mean {1}?', name, value);
    case 'missing':
      return l10n.t('{0} must be given: {1}.', name, typeText(expected, l10n));
    case 'wrong-type':
      return l10n.t('{0}: “{1}” is not {2}.', name, value, typeText(expected, l10n));
    case 'not-allowed':
      return l10n.t('{0}: “{1}” is none of: {2}.', name, value, expected);
    case 'too-small':
      return l10n.t('{0}: “{1}” is less than {2}.', name, value, expected);
    case 'too-large':
      return l10n.t('{0}: “{1}” is more than {2}.', name, value, expected);
  }
}

/** Types of parameters and of keys, as people call them. */
export function typeText(type: string, l10n: Translator): string {
  switch (type) {
    case 'text':
      return l10n.t('a text');
    case 'regex':
      return l10n.t('a pattern that RE2 understands (no look-around, no references to groups)');
    case 'duration':
      return l10n.t('a time with its unit, such as 500ms, 30s, 10m or 1h');
    case 'number':
      return l10n.t('a number');
    case 'boolean':
      return l10n.t('true or false');
    case 'choice':
      return l10n.t('one of the choices');
    case 'list':
      return l10n.t('a list');
    case 'map':
      return l10n.t('keys with values');
    default:
      return type;
  }
}

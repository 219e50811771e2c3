import { isScalar } from 'yaml';
import type { KnownWords } from './known-words.ts';
import { amountOf, isOfType, valueProblem, variableOf } from './parameters.ts';
import { readStep } from './read-step.ts';
import type { Parameter, Runbook, RunbookProblem, Step } from './runbook.ts';
import { idOf, type RunbookPlaces } from './runbook-places.ts';
import { checkRules } from './runbook-rules.ts';
import {
  choiceOf,
  type Fields,
  fieldsOf,
  itemsOf,
  nameOf,
  type Reading,
  report,
  requireKeys,
  resolved,
  scalarOf,
  startReading,
  textOf,
  textsOf,
  valueOrKey,
} from './yaml-fields.ts';

const parameterName = /^[A-Za-z][A-Za-z0-9_-]*$/;
const types = ['text', 'regex', 'duration', 'number', 'boolean', 'choice'] as const;

/**
 * Reads a runbook file. It never throws, whatever the text is.
 * @param path for messages.
 * @returns the runbook only where no problem is an error: what is not understood in full does not run.
 */
export function readRunbook(
  path: string,
  text: string,
  known: KnownWords,
  isShipped = false,
): { runbook: Runbook | undefined; problems: RunbookProblem[] } {
  const { reading, root } = startReading(path, text);
  const places: RunbookPlaces = { reading, known, fields: new Map() };
  const runbook = root && readRoot(places, fieldsOf(reading, root, '', topKeys), isShipped);
  if (runbook) checkRules(runbook, places);
  const problems = reading.problems.sort((one, other) => one.line - other.line || one.column - other.column);
  const isUsable = runbook !== undefined && !problems.some(({ severity }) => severity === 'error');
  return { runbook: isUsable ? runbook : undefined, problems };
}

const topKeys = ['runbook', 'title', 'summary', 'when', 'parameters', 'steps'];

function readRoot(places: RunbookPlaces, fields: Fields | undefined, isShipped: boolean): Runbook | undefined {
  if (!fields) return undefined;
  const { reading } = places;
  requireKeys(reading, fields, ['runbook', 'title', 'steps']);
  const id = idOf(reading, fields, 'runbook');
  const steps = itemsOf(reading, fields, 'steps', false).flatMap((node, index): Step[] => {
    const step = readStep(places, node, `steps[${index + 1}]`);
    return step ? [step] : [];
  });
  return {
    id: id ?? '',
    title: textOf(reading, fields, 'title') ?? '',
    summary: textOf(reading, fields, 'summary') ?? '',
    when: readSuggestions(places, fields),
    parameters: readParameters(places, fields),
    steps,
    path: reading.path,
    isShipped,
  };
}

function readSuggestions({ reading, known }: RunbookPlaces, fields: Fields): string[] {
  const ids = textsOf(reading, fields, 'when');
  const all = known.signatures;
  const unknown = all ? ids.filter(id => !all.includes(id)) : [];
  for (const id of unknown) report(reading, valueOrKey(fields, 'when'), 'unknown-signature', [id], 'warning');
  return ids;
}

function readParameters(places: RunbookPlaces, fields: Fields): Parameter[] {
  if (!fields.keys.has('parameters')) return [];
  const all = fieldsOf(places.reading, fields.values.get('parameters') ?? fields.keys.get('parameters'), 'parameters');
  if (!all) return [];
  const variables = new Map<string, string>();
  return [...all.keys].flatMap(([name, key]): Parameter[] => {
    if (!parameterName.test(name)) report(places.reading, key, 'bad-parameter-name', [name]);
    const same = variables.get(variableOf(name));
    if (same !== undefined) report(places.reading, key, 'same-variable', [name, same]);
    variables.set(variableOf(name), name);
    const parameter = readParameter(places, all, name);
    return parameter ? [parameter] : [];
  });
}

function readParameter(places: RunbookPlaces, all: Fields, name: string): Parameter | undefined {
  const { reading } = places;
  const key = all.keys.get(name)!;
  const known = ['type', 'default', 'min', 'max', 'choices', 'description'];
  const fields = fieldsOf(reading, all.values.get(name) ?? key, nameOf(all, name), known);
  if (!fields) return undefined;
  requireKeys(reading, fields, ['type']);
  const type = choiceOf(reading, fields, 'type', types);
  const asText = (field: string) => {
    const value = scalarOf(reading, fields, field);
    return value === undefined ? undefined : String(value);
  };
  const line = reading.lines.linePos(key.range?.[0] ?? 0).line;
  const parameter: Parameter = {
    name,
    type: type ?? 'text',
    default: asText('default'),
    minimum: asText('min'),
    maximum: asText('max'),
    choices: choicesOf(reading, fields),
    description: textOf(reading, fields, 'description') ?? '',
    line,
  };
  places.fields.set(parameter, fields);
  if (type !== undefined) checkParameter(reading, fields, parameter);
  return parameter;
}

function choicesOf(reading: Reading, fields: Fields): string[] {
  return itemsOf(reading, fields, 'choices', false).flatMap(item => {
    const node = resolved(reading, item);
    if (isScalar(node) && (typeof node.value === 'string' || typeof node.value === 'number')) {
      return [String(node.value)];
    }
    report(reading, item, 'wrong-type', [nameOf(fields, 'choices'), 'text']);
    return [];
  });
}

/** Bounds, choices and the default of a parameter, against its type. */
function checkParameter(reading: Reading, fields: Fields, parameter: Parameter): void {
  const { type, minimum, maximum } = parameter;
  if (type === 'choice') requireKeys(reading, fields, ['choices']);
  else if (fields.keys.has('choices')) useless(reading, fields, 'choices', type);
  for (const [key, bound] of [['min', minimum] as const, ['max', maximum] as const]) {
    if (bound === undefined) continue;
    if (type !== 'duration' && type !== 'number') useless(reading, fields, key, type);
    else if (!isOfType(type, bound)) {
      report(reading, valueOrKey(fields, key), 'wrong-type', [nameOf(fields, key), type]);
      return;
    }
  }
  const least = minimum === undefined ? undefined : amountOf(type, minimum);
  const most = maximum === undefined ? undefined : amountOf(type, maximum);
  if (least !== undefined && most !== undefined && least > most) {
    report(reading, valueOrKey(fields, 'max'), 'out-of-range', [nameOf(fields, 'max'), maximum!, `≥ ${minimum}`]);
    return;
  }
  if (parameter.default === undefined) return;
  const problem = valueProblem(parameter, parameter.default);
  if (!problem) return;
  const name = nameOf(fields, 'default');
  const { kind, value, expected } = problem;
  const place = valueOrKey(fields, 'default');
  if (kind === 'wrong-type') report(reading, place, 'wrong-type', [name, expected]);
  else if (kind === 'not-allowed') report(reading, place, 'not-allowed', [name, value, expected]);
  else report(reading, place, 'out-of-range', [name, value, `${kind === 'too-small' ? '≥' : '≤'} ${expected}`]);
}

function useless(reading: Reading, fields: Fields, key: string, beside: string): void {
  report(reading, fields.keys.get(key)!, 'useless-key', [key, beside], 'warning');
}

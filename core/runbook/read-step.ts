import { isScalar, isSeq, type Node } from 'yaml';
import { nearest } from '../text/nearest.ts';
import { parseDuration } from './duration.ts';
import type { KnownAction, KnownKey } from './known-words.ts';
import { isPattern, referencesIn } from './parameters.ts';
import type { ActionCall, Check, Step, Undo, Watch } from './runbook.ts';
import { idOf, type RunbookPlaces } from './runbook-places.ts';
import {
  choiceOf,
  type Fields,
  fieldsOf,
  itemsOf,
  lineOf,
  nameOf,
  report,
  requireKeys,
  resolved,
  scalarOf,
  textOf,
  textsOf,
  valueOrKey,
} from './yaml-fields.ts';

const stepKeys = [
  'id',
  'title',
  'description',
  'if',
  'on',
  'serial',
  'effect',
  'require',
  'preview',
  'manual',
  'run',
  'verify',
  'watch',
  'wait',
  'undo',
];

/** Reads one step; what belongs together in it is checked afterwards (`runbook-rules.ts`). */
export function readStep(places: RunbookPlaces, node: Node, name: string): Step | undefined {
  const { reading } = places;
  const fields = fieldsOf(reading, node, name, stepKeys);
  if (!fields) return undefined;
  requireKeys(reading, fields, fields.keys.has('run') ? ['id', 'on', 'effect'] : ['id']);
  const id = idOf(reading, fields, 'id') ?? '';
  const manual = textOf(reading, fields, 'manual');
  const effect = choiceOf(reading, fields, 'effect', ['read', 'change', 'destroy'] as const);
  const step: Step = {
    id,
    title: textOf(reading, fields, 'title') ?? id,
    description: textOf(reading, fields, 'description') ?? '',
    ...(fields.keys.has('if') ? { if: readCondition(places, fields) } : {}),
    on: readTarget(places, fields),
    serial: choiceOf(reading, fields, 'serial', ['1', 'all'] as const) === '1' ? 'one' : 'all',
    // What a person does by hand may change anything.
    effect: effect ?? (manual === undefined ? 'read' : 'change'),
    manual,
    require: readChecks(places, fields, 'require'),
    preview: fields.keys.has('preview')
      ? readCheck(places, valueOrKey(fields, 'preview'), `${name}.preview`)
      : undefined,
    run: fields.keys.has('run') ? readAction(places, valueOrKey(fields, 'run'), `${name}.run`) : undefined,
    verify: readChecks(places, fields, 'verify'),
    watch: fields.keys.has('watch') ? readWatch(places, valueOrKey(fields, 'watch'), `${name}.watch`) : undefined,
    wait: durationOf(places, fields, 'wait'),
    undo: readUndo(places, fields),
    line: lineOf(reading, node),
  };
  places.fields.set(step, fields);
  return step;
}

/** Parameters with the values that they must have; whether there are such parameters is looked at with all other references. */
function readCondition(places: RunbookPlaces, step: Fields): Record<string, string> {
  const { reading } = places;
  const fields = fieldsOf(reading, valueOrKey(step, 'if'), nameOf(step, 'if'));
  if (!fields) return {};
  const entries = [...fields.keys.keys()].flatMap(key => {
    const value = scalarOf(reading, fields, key);
    return value === undefined ? [] : [[key, String(value)] as const];
  });
  const condition = Object.fromEntries(entries);
  places.fields.set(condition, fields);
  return condition;
}

function readTarget({ reading, known }: RunbookPlaces, fields: Fields): string {
  const target = textOf(reading, fields, 'on');
  if (target === undefined) return 'none';
  const words = known.targets.map(word => word.name);
  if (words.includes(target) || known.controllers?.includes(target)) return target;
  const meant = nearest(target, [...words, ...(known.controllers ?? [])]);
  // Without the cluster at hand any other word may be the name of a controller.
  const isMistake = known.controllers !== undefined || meant !== undefined || !/^[A-Za-z0-9][\w.-]*$/.test(target);
  if (isMistake) {
    const all = [...words, ...(known.controllers ?? [])].join(', ');
    report(reading, valueOrKey(fields, 'on'), 'unknown-target', [target, meant ?? '', all]);
  }
  return target;
}

function readChecks(places: RunbookPlaces, fields: Fields, key: string): Check[] {
  return itemsOf(places.reading, fields, key, true).flatMap((node, index) => {
    const check = readCheck(places, node, `${nameOf(fields, key)}[${index + 1}]`);
    return check ? [check] : [];
  });
}

function readCheck(places: RunbookPlaces, node: Node, name: string): Check | undefined {
  const { reading, known } = places;
  const fields = fieldsOf(reading, node, name);
  if (!fields) return undefined;
  requireKeys(reading, fields, ['probe']);
  const probe = textOf(reading, fields, 'probe') ?? '';
  const word = known.probes.find(each => each.name === probe);
  const names = known.probes.map(each => each.name);
  if (!word && probe !== '') {
    const place = valueOrKey(fields, 'probe');
    report(reading, place, 'unknown-probe', [probe, nearest(probe, names) ?? '', names.join(', ')]);
  }
  const expectations: Record<string, string | number | boolean> = {};
  for (const key of fields.keys.keys()) {
    if (['probe', 'for', 'within'].includes(key)) continue;
    const value = scalarOf(reading, fields, key);
    if (value !== undefined) expectations[key] = value;
  }
  if (word) checkKeys(places, fields, word.keys, ['probe', 'for', 'within']);
  const check: Check = {
    probe,
    expectations,
    for: durationOf(places, fields, 'for'),
    within: durationOf(places, fields, 'within'),
    line: lineOf(reading, node),
  };
  places.fields.set(check, fields);
  return check;
}

/** `{service: stop, name: nova-conductor}`: the action is the key that one is called by. */
function readAction(places: RunbookPlaces, node: Node, name: string): ActionCall | undefined {
  const { reading, known } = places;
  const fields = fieldsOf(reading, node, name);
  if (!fields) return undefined;
  const keys = [...fields.keys.keys()];
  const named = known.actions.filter(action => keys.includes(action.name));
  const action: KnownAction | undefined = named[0];
  const names = known.actions.map(each => each.name);
  if (!action) {
    const word = keys.find(key => key !== 'timeout') ?? '';
    report(reading, fields.keys.get(word) ?? fields.node, 'unknown-action', [
      word,
      nearest(word, names) ?? '',
      names.join(', '),
    ]);
    return undefined;
  }
  if (named.length > 1 && !action.keys.some(key => key.name === named[1]!.name)) {
    report(reading, fields.keys.get(named[1]!.name)!, 'exclusive', [action.name, named[1]!.name]);
  }
  const values: Record<string, string | number | boolean | readonly (string | number)[]> = {};
  for (const key of keys) {
    if (key === 'timeout') continue;
    const list = isSeq(resolved(reading, fields.values.get(key))) ? listOf(places, fields, key) : undefined;
    const value = list ?? scalarOf(reading, fields, key);
    if (value !== undefined) values[key] = value;
  }
  checkKeys(places, fields, action.keys, ['timeout']);
  const call: ActionCall = {
    action: action.name,
    arguments: values,
    timeout: durationOf(places, fields, 'timeout'),
    line: lineOf(reading, node),
  };
  places.fields.set(call, fields);
  return call;
}

function listOf({ reading }: RunbookPlaces, fields: Fields, key: string): (string | number)[] {
  const node = resolved(reading, fields.values.get(key));
  if (!isSeq(node)) return [];
  return (node.items as Node[]).flatMap(item => {
    const scalar = resolved(reading, item);
    const value = isScalar(scalar) ? scalar.value : undefined;
    if (typeof value === 'string' || typeof value === 'number') return [value];
    report(reading, item, 'wrong-type', [nameOf(fields, key), 'text']);
    return [];
  });
}

/** Keys of a probe or an action against what it takes. */
function checkKeys(places: RunbookPlaces, fields: Fields, keys: readonly KnownKey[], also: readonly string[]): void {
  const { reading } = places;
  const names = [...keys.map(({ name }) => name), ...also];
  for (const [name, node] of fields.keys) {
    if (!names.includes(name)) {
      report(reading, node, 'unknown-key', [name, nearest(name, names) ?? '', names.join(', ')]);
    }
  }
  requireKeys(
    reading,
    fields,
    keys.filter(({ isRequired }) => isRequired).map(({ name }) => name),
  );
  for (const key of keys) if (fields.keys.has(key.name)) checkValue(places, fields, key);
}

function checkValue({ reading }: RunbookPlaces, fields: Fields, key: KnownKey): void {
  const node = resolved(reading, fields.values.get(key.name));
  const value = isScalar(node) ? node.value : undefined;
  const wrong = (expected: string) =>
    report(reading, valueOrKey(fields, key.name), 'wrong-type', [nameOf(fields, key.name), expected]);
  if (key.type === 'list') {
    if (!isSeq(node)) wrong('list');
    return;
  }
  if (value === undefined || value === null) {
    if (isSeq(node)) wrong(key.type);
    return;
  }
  const text = String(value);
  if (typeof value === 'string' && referencesIn(value).length > 0) {
    if (key.takesReferences === false) {
      report(reading, valueOrKey(fields, key.name), 'fixed-value', [nameOf(fields, key.name), text]);
    }
    return;
  }
  if (key.words && !key.words.includes(text)) {
    const place = valueOrKey(fields, key.name);
    report(reading, place, 'not-allowed', [nameOf(fields, key.name), text, key.words.join(', ')]);
  } else if (key.type === 'number' && typeof value !== 'number') wrong('number');
  else if (key.type === 'boolean' && typeof value !== 'boolean') wrong('boolean');
  else if (key.type === 'regex' && !isPattern(text)) wrong('regex');
  else if (key.type === 'duration' && parseDuration(text) === undefined) wrong('duration');
}

function readWatch(places: RunbookPlaces, node: Node, name: string): Watch | undefined {
  const { reading, known } = places;
  const fields = fieldsOf(reading, node, name, ['log', 'quiet', 'within', 'signatures']);
  if (!fields) return undefined;
  requireKeys(reading, fields, ['log']);
  const signatures = textsOf(reading, fields, 'signatures');
  const ids = known.signatures;
  for (const pattern of ids ? signatures : []) {
    if (!ids!.some(id => matchesStars(pattern, id))) {
      report(reading, valueOrKey(fields, 'signatures'), 'unknown-signature', [pattern], 'warning');
    }
  }
  const watch: Watch = {
    log: textOf(reading, fields, 'log') ?? '',
    quiet: durationOf(places, fields, 'quiet') ?? '60s',
    within: durationOf(places, fields, 'within') ?? '10m',
    signatures,
  };
  places.fields.set(watch, fields);
  return watch;
}

/** Whether an id is what a pattern with `*` stands for. */
function matchesStars(pattern: string, id: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === id;
  const [first, last] = [parts[0]!, parts.at(-1)!];
  if (!id.startsWith(first) || !id.endsWith(last) || id.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = id.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= id.length - last.length;
}

function readUndo(places: RunbookPlaces, step: Fields): Undo | undefined {
  const { reading } = places;
  if (!step.keys.has('undo')) return undefined;
  const value = resolved(reading, step.values.get('undo'));
  // `undo: none` says that there is none: a restart cannot be taken back.
  if (isScalar(value) && value.value === 'none') return undefined;
  const name = nameOf(step, 'undo');
  const fields = fieldsOf(reading, valueOrKey(step, 'undo'), name, ['manual', 'run', 'verify']);
  if (!fields) return undefined;
  const undo: Undo = {
    manual: textOf(reading, fields, 'manual'),
    run: fields.keys.has('run') ? readAction(places, valueOrKey(fields, 'run'), `${name}.run`) : undefined,
    verify: readChecks(places, fields, 'verify'),
  };
  places.fields.set(undo, fields);
  if (fields.keys.has('manual') && fields.keys.has('run')) {
    report(reading, fields.keys.get('run')!, 'exclusive', ['manual', 'run']);
  }
  if (!fields.keys.has('manual') && !fields.keys.has('run')) requireKeys(reading, fields, ['run']);
  return undo;
}

/** A time with its unit, or a reference to a parameter of that type. */
function durationOf({ reading }: RunbookPlaces, fields: Fields, key: string): string | undefined {
  const value = scalarOf(reading, fields, key);
  if (value === undefined) return undefined;
  const text = String(value);
  if (parseDuration(text) !== undefined || /^\$\{[^}]*\}$/.test(text)) return text;
  report(reading, valueOrKey(fields, key), 'bad-duration', [nameOf(fields, key), text]);
  return undefined;
}

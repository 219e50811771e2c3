import { isScalar, isSeq, type Node } from 'yaml';
import { nearest } from '../text/nearest.ts';
import { parseDuration } from './duration.ts';
import { referencesIn, variableOf } from './parameters.ts';
import type { ActionCall, Parameter, Runbook } from './runbook.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import { leaveOutParameter } from './targets.ts';
import { type Fields, nameOf, report, resolved, valueOrKey } from './yaml-fields.ts';

/** Checks `${name}` wherever it stands, and that scripts get parameters as variables only. */
export function checkReferences(runbook: Runbook, places: RunbookPlaces): void {
  const used = new Set<string>();
  const parameters = new Map(runbook.parameters.map(parameter => [parameter.name, parameter]));
  for (const step of runbook.steps) {
    const fields = places.fields.get(step)!;
    checkTexts(places, fields, parameters, used, ['title', 'description', 'on', 'manual', 'wait']);
    if (step.undo) checkTexts(places, places.fields.get(step.undo)!, parameters, used, ['manual']);
    if (step.if) checkCondition(places, step.if, parameters, used);
    if (step.watch) checkTexts(places, places.fields.get(step.watch)!, parameters, used);
    const checks = [
      ...step.require,
      ...(step.preview ? [step.preview] : []),
      ...step.verify,
      ...(step.undo?.verify ?? []),
    ];
    for (const check of checks) checkTexts(places, places.fields.get(check)!, parameters, used);
    for (const call of [step.run, step.undo?.run]) if (call) checkCall(places, call, parameters, used);
  }
  for (const parameter of runbook.parameters) {
    if (used.has(parameter.name) || parameter.name === leaveOutParameter) continue;
    const key = places.fields.get(parameter)!;
    report(places.reading, key.node, 'unused-parameter', [parameter.name], 'warning');
  }
}

/** A step hangs on parameters that exist, and on values that they may have. */
function checkCondition(
  places: RunbookPlaces,
  condition: Readonly<Record<string, string>>,
  parameters: ReadonlyMap<string, Parameter>,
  used: Set<string>,
): void {
  const fields = places.fields.get(condition);
  if (!fields) return;
  for (const [name, value] of Object.entries(condition)) {
    used.add(name);
    const parameter = parameters.get(name);
    const names = [...parameters.keys()];
    if (!parameter) {
      const key = fields.keys.get(name)!;
      report(places.reading, key, 'unknown-parameter', [name, nearest(name, names) ?? '', names.join(', ')]);
    } else if (parameter.type === 'choice' && !parameter.choices.includes(value)) {
      report(places.reading, valueOrKey(fields, name), 'not-allowed', [name, value, parameter.choices.join(', ')]);
    }
  }
}

function checkCall(
  places: RunbookPlaces,
  call: ActionCall,
  parameters: ReadonlyMap<string, Parameter>,
  used: Set<string>,
): void {
  const fields = places.fields.get(call)!;
  const { script } = call.arguments;
  if (call.action !== 'script' || typeof script !== 'string') {
    checkTexts(places, fields, parameters, used);
    return;
  }
  checkTexts(
    places,
    fields,
    parameters,
    used,
    [...fields.keys.keys()].filter(key => key !== 'script'),
  );
  const scriptWords = new Set(script.match(/\w+/g));
  for (const name of parameters.keys()) {
    const variable = variableOf(name);
    if (scriptWords.has(variable)) used.add(name);
    // What is already a variable by its name is read by the shell, not put into the text.
    if (name !== variable && referencesIn(script).includes(name)) {
      used.add(name);
      report(places.reading, valueOrKey(fields, 'script'), 'spliced-parameter', [name, variable]);
    }
  }
}

/** Keys whose value is a time. */
const timeKeys = ['for', 'within', 'quiet', 'wait', 'timeout'];

function checkTexts(
  places: RunbookPlaces,
  fields: Fields,
  parameters: ReadonlyMap<string, Parameter>,
  used: Set<string>,
  keys: Iterable<string> = fields.keys.keys(),
): void {
  for (const key of keys) {
    for (const text of textsAt(places, fields, key)) {
      for (const name of referencesIn(text)) {
        used.add(name);
        const parameter = parameters.get(name);
        if (parameter) checkUse(places, fields, key, text, parameter);
        else if (!places.known.variables?.includes(name)) {
          const names = [...parameters.keys(), ...(places.known.variables ?? [])];
          report(places.reading, valueOrKey(fields, key), 'unknown-parameter', [
            name,
            nearest(name, names) ?? '',
            names.join(', '),
          ]);
        }
      }
    }
  }
}

/** A time must come from a parameter that is one; where a step runs is the file's to say. */
function checkUse(places: RunbookPlaces, fields: Fields, key: string, text: string, parameter: Parameter): void {
  const place = valueOrKey(fields, key);
  if (key === 'on' || key === 'probe') {
    report(places.reading, place, 'fixed-value', [nameOf(fields, key), text]);
  } else if (timeKeys.includes(key) && parameter.type !== 'duration') {
    const fits = parameter.default !== undefined && parseDuration(parameter.default) !== undefined;
    if (!fits || parameter.type !== 'choice') {
      report(places.reading, place, 'wrong-unit', [nameOf(fields, key), parameter.name, parameter.type]);
    }
  }
}

function textsAt({ reading }: RunbookPlaces, fields: Fields, key: string): string[] {
  const node = resolved(reading, fields.values.get(key));
  const nodes = isSeq(node) ? (node.items as Node[]).map(item => resolved(reading, item)) : [node];
  return nodes.flatMap(each => (isScalar(each) && typeof each.value === 'string' ? [each.value] : []));
}

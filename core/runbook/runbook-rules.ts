import { parseDuration } from './duration.ts';
import { resolveReferences } from './parameters.ts';
import type { ActionCall, Check, ParameterValues, Runbook, Step } from './runbook.ts';
import type { RunbookPlaces } from './runbook-places.ts';
import { checkReferences } from './runbook-references.ts';
import { type Fields, report, startOf, valueOrKey } from './yaml-fields.ts';

/** What can only be said about a runbook as a whole, or about the keys of a step together. Problems go into the reading. */
export function checkRules(runbook: Runbook, places: RunbookPlaces): void {
  const lines = new Map<string, number>();
  for (const step of runbook.steps) {
    const fields = places.fields.get(step)!;
    const same = lines.get(step.id);
    if (step.id !== '' && same !== undefined) {
      report(places.reading, valueOrKey(fields, 'id'), 'duplicate-id', [step.id, String(same)]);
    }
    lines.set(step.id, step.line);
    checkKind(step, fields, places);
    checkSafety(step, fields, places);
    checkPlace(step, fields, places);
    for (const check of step.require) checkOnce(check, places);
  }
  checkWays(runbook, places);
  checkReferences(runbook, places);
}

const severalKinds = [
  ['manual', 'run'],
  ['wait', 'run'],
  ['wait', 'manual'],
  ['wait', 'watch'],
  ['manual', 'watch'],
] as const;

/** What a step is: something to run, to do by hand, to watch, to wait for, or to check. */
function checkKind(step: Step, fields: Fields, { reading }: RunbookPlaces): void {
  const has = (key: string) => fields.keys.has(key);
  for (const [one, other] of severalKinds) {
    if (has(one) && has(other)) report(reading, fields.keys.get(other)!, 'exclusive', [one, other]);
  }
  if (!['manual', 'run', 'verify', 'watch', 'wait', 'require'].some(has)) {
    report(reading, startOf(fields), 'nothing-to-do', [step.id]);
  }
  if (has('serial') && !has('run'))
    report(reading, fields.keys.get('serial')!, 'useless-key', ['serial', ''], 'warning');
  if (has('undo') && step.effect === 'read' && !has('manual')) {
    report(reading, fields.keys.get('undo')!, 'useless-key', ['undo', 'read'], 'warning');
  }
  const changes = step.effect !== 'read';
  if (changes && has('effect') && !has('run') && !has('manual')) {
    report(reading, valueOrKey(fields, 'effect'), 'effect-without-run', [step.id, step.effect]);
  }
}

/** What a step that changes something must have, so that it can be agreed to, verified and taken back. */
function checkSafety(step: Step, fields: Fields, places: RunbookPlaces): void {
  const { reading } = places;
  const effectAt = fields.keys.has('effect') ? valueOrKey(fields, 'effect') : startOf(fields);
  const call = step.run;
  if (call) checkEffect(step, call, fields, places);
  if (call && step.effect === 'destroy' && !fields.keys.has('preview')) {
    report(reading, effectAt, 'no-preview', [step.id]);
  }
  if (call && step.effect !== 'read' && !fields.keys.has('verify')) report(reading, effectAt, 'no-verify', [step.id]);
  if (call && step.effect === 'change' && !fields.keys.has('undo')) {
    report(reading, effectAt, 'no-undo', [step.id], 'warning');
  }
}

/** A step may not call itself harmless when its action is not. */
function checkEffect(step: Step, call: ActionCall, fields: Fields, { reading, known }: RunbookPlaces): void {
  const order = ['read', 'change', 'destroy'];
  const least = known.actions.find(action => action.name === call.action)?.effect;
  if (least === undefined || order.indexOf(step.effect) >= order.indexOf(least)) return;
  report(reading, fields.keys.has('effect') ? valueOrKey(fields, 'effect') : startOf(fields), 'effect-too-small', [
    call.action,
    step.effect,
    least,
  ]);
}

/** Where a step takes place must fit what it does. */
function checkPlace(step: Step, fields: Fields, { reading }: RunbookPlaces): void {
  const place = fields.keys.has('on') ? valueOrKey(fields, 'on') : startOf(fields);
  if (fields.keys.has('run') && step.on === 'none') report(reading, place, 'no-target', [step.id, 'run']);
  if (fields.keys.has('watch') && (step.on === 'none' || step.on === 'local')) {
    report(reading, place, 'no-target', [step.id, 'watch']);
  }
}

/** What a step requires must be so right before it: there is nothing to wait for. */
function checkOnce(check: Check, { reading, fields }: RunbookPlaces): void {
  const own = fields.get(check);
  for (const key of ['for', 'within']) {
    const node = own?.keys.get(key);
    if (node) report(reading, node, 'useless-key', [key, 'require'], 'warning');
  }
}

/** Steps that can never end well, and the one behind the first of them, which is never reached. */
function checkWays(runbook: Runbook, places: RunbookPlaces): void {
  const defaults: ParameterValues = Object.fromEntries(
    runbook.parameters.flatMap(each => (each.default === undefined ? [] : [[each.name, each.default]])),
  );
  let deadEnd: Step | undefined;
  for (const [index, step] of runbook.steps.entries()) {
    if (!reportDeadEnd(step, defaults, places) || deadEnd) continue;
    deadEnd = step;
    const next = runbook.steps[index + 1];
    if (next) report(places.reading, startOf(places.fields.get(next)!), 'unreachable-step', [next.id, step.id]);
  }
}

function reportDeadEnd(step: Step, defaults: ParameterValues, { reading, fields }: RunbookPlaces): boolean {
  const length = (text: string | undefined) =>
    text === undefined ? undefined : parseDuration(resolveReferences(text, defaults));
  let isDead = false;
  for (const check of step.verify) {
    const [lasting, most] = [length(check.for), length(check.within)];
    if (lasting === undefined || most === undefined || lasting <= most) continue;
    report(reading, valueOrKey(fields.get(check)!, 'for'), 'never-long-enough', [
      'for',
      check.for!,
      'within',
      check.within!,
    ]);
    isDead = true;
  }
  const { watch } = step;
  if (watch) {
    const [quiet, most] = [length(watch.quiet), length(watch.within)];
    if (quiet !== undefined && most !== undefined && quiet > most) {
      const own = fields.get(watch)!;
      const place = own.keys.has('quiet') ? 'quiet' : 'within';
      report(reading, valueOrKey(own, place), 'never-long-enough', ['quiet', watch.quiet, 'within', watch.within]);
      isDead = true;
    }
  }
  const contradiction = contradicting(step.require) ?? contradicting(step.verify);
  if (contradiction === undefined) return isDead;
  report(reading, fields.get(contradiction)!.node, 'contradiction', [
    contradiction.probe,
    String(contradiction.expectations.is),
  ]);
  return true;
}

/** The second of two checks that ask the same and want different answers. */
function contradicting(checks: readonly Check[]): Check | undefined {
  const wanted = new Map<string, unknown>();
  for (const check of checks) {
    const { is, ...about } = check.expectations;
    if (is === undefined) continue;
    const question = JSON.stringify([check.probe, Object.entries(about).sort()]);
    if (wanted.has(question) && wanted.get(question) !== is) return check;
    wanted.set(question, is);
  }
  return undefined;
}

import assert from 'node:assert/strict';
import { commandLines, isClusterTyped, questionTexts } from '../../../core/features/run-question.ts';
import { english } from '../../../core/text/l10n.ts';
import { plannedCommand, samplePlan } from './sample-runbook.ts';

const stop = samplePlan.steps[1]!;

describe('the question before something changes', () => {
  it('shows every command with the controllers on which it would run', () => {
    const { title, detail, yes } = questionTexts({ kind: 'change', planned: stop }, stop.commands, english);
    assert.equal(title, 'Stop nova-conductor on the standbys');
    assert.equal(detail, 'ctl2, ctl3:\n    docker stop nova_conductor');
    assert.equal(yes, 'Run on 2 Controllers');
    const one = questionTexts({ kind: 'change', planned: stop }, stop.commands.slice(0, 1), english);
    assert.equal(one.yes, 'Run on ctl2');
  });

  it('keeps the order of commands on one controller', () => {
    const commands = [
      plannedCommand('s', 'ctl1', 'first'),
      plannedCommand('s', 'ctl1', 'second\nline'),
      plannedCommand('s', 'ctl2', 'third'),
    ];
    assert.deepEqual(commandLines(commands), ['ctl1:', '    first', '    second', '    line', 'ctl2:', '    third']);
  });

  it('says how much more there is than a box can show', () => {
    const commands = Array.from({ length: 50 }, (_, index) => plannedCommand('s', `ctl${index}`, `stop ${index}`));
    const { detail } = questionTexts({ kind: 'change', planned: stop }, commands, english);
    assert.match(detail, /… 70 more lines: the page of the run shows them all\.$/);
  });

  it('writes out what would hide a part of a command', () => {
    const hostile = plannedCommand('s', 'ctl1', "purge 'a\u202e\u2066x\u001b[2J'");
    const { detail } = questionTexts({ kind: 'change', planned: stop }, [hostile], english);
    assert.equal(detail, "ctl1:\n    purge 'a\\u{202e}\\u{2066}x\\u{1b}[2J'");
  });

  it('tells why it is asked when nobody knows, and what is taken back', () => {
    const unknown = { kind: 'unknown', planned: stop, seen: 'nova-conductor runs on ctl2.' } as const;
    const again = questionTexts(unknown, stop.commands, english);
    assert.match(again.detail, /^Nobody knows whether this was done .* nova-conductor runs on ctl2\./);
    assert.equal(again.yes, 'Run It Again');
    const undo = { kind: 'undo', commands: [], manual: 'Open the entry again.', step: stop.step } as const;
    const back = questionTexts(undo, [], english);
    assert.match(back.detail, /Open the entry again\./);
    assert.equal(back.yes, 'It Is Done');
  });

  it('takes only the exact name of the cluster for an agreement to a loss', () => {
    assert.ok(isClusterTyped(' region-one ', 'region-one'));
    assert.ok(!isClusterTyped('Region-One', 'region-one'));
    assert.ok(!isClusterTyped('region', 'region-one'));
    assert.ok(!isClusterTyped('', ''));
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { parse } from 'yaml';
import { problemLine, problemText } from '../../../core/runbook/problem-text.ts';
import { readRunbook } from '../../../core/runbook/read-runbook.ts';
import { english } from '../../../core/text/l10n.ts';
import { sampleWords } from './sample-words.ts';

const whole = `runbook: conductor-safe-channel
title: Rebuild the channel between nova-conductor and MySQL
summary: Stop, purge, start.
when: [mycat-1003-tx-interrupted]
parameters:
  queues: {type: regex, default: "reply|conduct", description: Which queues are emptied.}
  settle: {type: duration, default: 150s, min: 0s, max: 10m}
  attempts: {type: number, default: 3, min: 1, max: 9}
steps:
  - id: close-entry
    title: Close the entry for new instances
    on: none
    effect: change
    manual: Take the API out of the load balancer, as \${run}.
    undo: {manual: Put it back.}
  - id: stop-standby
    on: standby
    serial: 1
    effect: change
    require: [{probe: vip, is: exactly-one-holder}, {probe: consumers, queue: conductor, remain: 1}]
    run: {service: stop, name: nova-conductor, timeout: 30s}
    verify: {probe: service, name: nova-conductor, is: stopped, for: 30s, within: 90s}
    undo: {run: {service: start, name: nova-conductor}}
  - id: purge
    on: broker
    effect: destroy
    preview: {probe: queues, match: "\${queues}"}
    run: {script: "purge \\"$QUEUES\\" \${ATTEMPTS}", timeout: 120s}
    verify: {probe: queues, is: empty}
  - id: observe
    on: vip
    effect: read
    watch: {log: nova-conductor, quiet: 60s, within: 10m, signatures: [db-*, sa-*]}
  - id: settle
    wait: "\${settle}"
`;

const read = (text: string, words = sampleWords) => readRunbook('a.runbook.yaml', text, words);

/** What is said about the text with one change, each with what it points at. */
function problems(from: string, to: string): string[] {
  const text = from === '' ? to : whole.replace(from, () => to);
  assert.ok(from === '' || text !== whole, from);
  return read(text).problems.map(problem => {
    const lines = text.split('\n').slice(problem.line - 1, problem.endLine);
    lines[lines.length - 1] = lines.at(-1)!.slice(0, problem.endColumn - 1);
    const shown = lines.join('\n').slice(problem.column - 1);
    return `${shown} → ${problem.severity === 'warning' ? 'warning: ' : ''}${problemText(problem, english)}`;
  });
}

describe('reading a runbook', function () {
  this.timeout(60_000);

  it('gives everything that the file says', () => {
    const { runbook, problems: found } = read(whole);
    assert.deepEqual(found, []);
    assert.ok(runbook);
    assert.equal(runbook.id, 'conductor-safe-channel');
    assert.deepEqual(runbook.when, ['mycat-1003-tx-interrupted']);
    assert.deepEqual(runbook.parameters[1], {
      name: 'settle',
      type: 'duration',
      default: '150s',
      minimum: '0s',
      maximum: '10m',
      choices: [],
      description: '',
      line: 7,
    });
    const [close, stop, purge, observe, settle] = runbook.steps;
    assert.equal(close!.manual, 'Take the API out of the load balancer, as ${run}.');
    assert.deepEqual(close!.undo, { manual: 'Put it back.', run: undefined, verify: [] });
    assert.deepEqual(stop, {
      id: 'stop-standby',
      title: 'stop-standby',
      description: '',
      on: 'standby',
      serial: 'one',
      effect: 'change',
      manual: undefined,
      require: [
        { probe: 'vip', expectations: { is: 'exactly-one-holder' }, for: undefined, within: undefined, line: 20 },
        {
          probe: 'consumers',
          expectations: { queue: 'conductor', remain: 1 },
          for: undefined,
          within: undefined,
          line: 20,
        },
      ],
      preview: undefined,
      run: { action: 'service', arguments: { service: 'stop', name: 'nova-conductor' }, timeout: '30s', line: 21 },
      verify: [
        {
          probe: 'service',
          expectations: { name: 'nova-conductor', is: 'stopped' },
          for: '30s',
          within: '90s',
          line: 22,
        },
      ],
      watch: undefined,
      wait: undefined,
      undo: {
        manual: undefined,
        run: {
          action: 'service',
          arguments: { service: 'start', name: 'nova-conductor' },
          timeout: undefined,
          line: 23,
        },
        verify: [],
      },
      line: 16,
    });
    assert.equal(purge!.preview?.expectations.match, '${queues}');
    assert.deepEqual(observe!.watch?.signatures, ['db-*', 'sa-*']);
    assert.equal(settle!.wait, '${settle}');
    assert.equal(settle!.on, 'none');
  });

  it('points at words that mean nothing', () => {
    assert.deepEqual(problems('probe: vip', 'probe: vap'), ['vap → There is no probe vap. Did you mean vip?']);
    assert.deepEqual(problems('probe: vip', 'probe: weather'), [
      'weather → There is no probe weather; there are: vip, consumers, service, queues.',
    ]);
    assert.deepEqual(problems('on: standby', 'on: standbys'), [
      'standbys → There is no target standbys. Did you mean standby?',
    ]);
    assert.deepEqual(problems('on: standby', 'on: ctl7'), []);
    assert.equal(
      read(whole.replace('on: standby', 'on: ctl7'), { ...sampleWords, controllers: ['ctl1'] }).problems.length,
      1,
    );
    assert.deepEqual(problems('"${settle}"', '"${setle}"'), [
      '{type: duration, default: 150s, min: 0s, max: 10m} → warning: Nothing uses the parameter settle.',
      '"${setle}" → There is no parameter setle. Did you mean settle?',
    ]);
    assert.deepEqual(problems('{service: stop,', '{sevice: stop,'), [
      'sevice → There is no action sevice. Did you mean service?',
    ]);
    assert.deepEqual(problems('service: stop', 'service: kill'), [
      'kill → steps[2].run.service: “kill” is none of: start, stop, restart.',
    ]);
    assert.deepEqual(problems('remain: 1', 'remains: 1'), ['remains → Unknown key remains. Did you mean remain?']);
    assert.deepEqual(problems('serial:', 'seriel:'), ['seriel → Unknown key seriel. Did you mean serial?']);
    assert.deepEqual(problems('[mycat-1003-tx-interrupted]', '[mycat-9]'), [
      '[mycat-9] → warning: There is no signature mycat-9.',
    ]);
  });

  it('points at values of another kind', () => {
    assert.deepEqual(problems('remain: 1', 'remain: one'), ['one → steps[2].require[2].remain must be a number.']);
    assert.deepEqual(problems('within: 90s', 'within: 90'), [
      '90 → steps[2].verify[1].within: “90” is not a time with its unit, such as 500ms, 30s, 10m or 1h.',
    ]);
    assert.deepEqual(problems('within: 90s', 'within: 90d').length, 1);
    assert.deepEqual(problems('wait: "${settle}"', 'wait: "${attempts}"').slice(1), [
      '"${attempts}" → steps[5].wait is a time, but the parameter attempts is of the type number.',
    ]);
    assert.deepEqual(problems('default: 3', 'default: 12'), [
      '12 → parameters.attempts.default: 12 is out of range: ≤ 9.',
    ]);
    assert.deepEqual(problems('max: 9', 'max: 0'), ['0 → parameters.attempts.max: 0 is out of range: ≥ 1.']);
    assert.deepEqual(problems('"reply|conduct"', '"(reply"'), [
      '"(reply" → parameters.queues.default must be a pattern that RE2 understands (no look-around, no references to groups).',
    ]);
    assert.deepEqual(
      problems('type: number, default: 3, min: 1, max: 9', 'type: choice, default: c, choices: [a, b]'),
      ['c → parameters.attempts.default: “c” is none of: a, b.'],
    );
    assert.deepEqual(problems('title: Rebuild the channel between nova-conductor and MySQL', 'title: [a]'), [
      '[a] → title must be a text.',
    ]);
    assert.deepEqual(problems('', '[a]\n'), ['[a] → runbook must be keys with values.']);
    assert.deepEqual(problems('id: settle', 'id: purge'), ['purge → The step of line 24 has the id purge too.']);
    assert.deepEqual(problems('id: settle', 'id: Settle down'), [
      'Settle down → Settle down is not an id: small letters, digits and single dashes.',
    ]);
  });

  it('points at what is not safe', () => {
    assert.deepEqual(problems('    preview: {probe: queues, match: "${queues}"}\n', ''), [
      'destroy → What is destroyed must be shown before: give the step purge a preview.',
    ]);
    assert.deepEqual(
      problems('    verify: {probe: service, name: nova-conductor, is: stopped, for: 30s, within: 90s}\n', ''),
      ['change → Without verify nobody knows whether the step stop-standby did what it should.'],
    );
    const undo = '    undo: {run: {service: start, name: nova-conductor}}\n';
    assert.deepEqual(problems(undo, ''), [
      'change → warning: The step stop-standby says nothing about how to take it back; undo: none says that there is no way.',
    ]);
    assert.deepEqual(problems(undo, '    undo: none\n'), []);
    assert.deepEqual(problems('$QUEUES', '${queues}'), [
      '"purge \\"${queues}\\" ${ATTEMPTS}" → A parameter is never put into the text of a script. It is a variable there: "$QUEUES".',
    ]);
    assert.deepEqual(
      problems('{script: "purge \\"$QUEUES\\" ${ATTEMPTS}",', '{program: "${queues}", args: ["${attempts}"],'),
      ['"${queues}" → steps[3].run.program must be written out here: no parameter may change it.'],
    );
    assert.deepEqual(problems('effect: change\n    require', 'effect: read\n    require').slice(0, 1), [
      'read → The effect of service is change, not read: people would not be asked as they must.',
    ]);
  });

  it('points at what makes no sense', () => {
    assert.deepEqual(problems('    wait: "${settle}"', '    wait: "${settle}"\n    manual: Wait.\n'), [
      'manual → wait and manual do not go together: make two steps of it.',
    ]);
    assert.deepEqual(problems('    wait: "${settle}"', '    title: "${settle}"'), [
      'id → The step does nothing: it needs run, manual, watch, wait, verify or require.',
    ]);
    assert.deepEqual(problems('on: broker', 'on: none'), [
      'none → The step purge needs to know where to run: on must name controllers.',
    ]);
    assert.deepEqual(problems('for: 30s, within: 90s', 'for: 95s, within: 90s'), [
      '95s → for (95s) is longer than within (90s): this can never come true.',
      'id → The step purge is never reached: stop-standby can never end well.',
    ]);
    assert.deepEqual(
      problems(
        '[{probe: vip, is: exactly-one-holder}',
        '[{probe: vip, is: held}, {probe: vip, is: exactly-one-holder}',
      ),
      [
        '{probe: vip, is: exactly-one-holder} → vip is asked twice with different answers: both can never be true.',
        'id → The step purge is never reached: stop-standby can never end well.',
      ],
    );
  });

  it('gives no runbook where anything is wrong, and one where there are only warnings', () => {
    assert.equal(read(whole.replace('probe: vip', 'probe: vap')).runbook, undefined);
    assert.ok(read(whole.replace('[mycat-1003-tx-interrupted]', '[other]')).runbook);
    assert.equal(
      problemLine(read(whole.replace('probe: vip', 'probe: vap')).problems[0]!, english),
      'a.runbook.yaml:20:23: There is no probe vap. Did you mean vip?',
    );
  });

  it('bears any text, and bombs of aliases', () => {
    const cuts = fc.tuple(fc.nat(whole.length), fc.nat(60), fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(cuts, ([at, length, put]) => {
        const text = whole.slice(0, at) + put + whole.slice(at + length);
        for (const problem of read(text).problems) {
          assert.ok(problem.line >= 1 && problem.column >= 1, JSON.stringify(problem));
          assert.ok(problem.endLine > problem.line || problem.endColumn >= problem.column, JSON.stringify(problem));
          assert.notEqual(problemText(problem, english), problem.kind);
        }
      }),
      { numRuns: 400 },
    );
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
      .join('\n')}\n`;
    assert.equal(read(bomb).runbook, undefined);
    assert.equal(read('['.repeat(5000)).problems[0]?.kind, 'syntax');
    assert.equal(read('steps: &a\n  - *a\nrunbook: a\ntitle: b\n').runbook, undefined);
  });

  it('finds fault with whatever the schema does not take', () => {
    const schema = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../knowledge/schemas/runbook.schema.json'), 'utf8'),
    );
    const validate = new Ajv({ strict: false }).compile(schema);
    assert.ok(validate(parse(whole)), JSON.stringify(validate.errors));
    const lines = whole.split('\n');
    let refused = 0;
    for (let index = 0; index < lines.length; index++) {
      for (const change of [
        () => [],
        (line: string) => [line.replace(/: .*/, ': 5')],
        (line: string) => [line.replace(/: .*/, ': [x]')],
      ]) {
        const text = lines.flatMap((line, other) => (other === index ? change(line) : [line])).join('\n');
        const found = read(text).problems.filter(({ severity }) => severity === 'error');
        let value: unknown;
        try {
          value = parse(text);
        } catch {
          assert.ok(found.length > 0, text);
          continue;
        }
        if (validate(value)) continue;
        refused++;
        assert.ok(found.length > 0, `${text}\n${JSON.stringify(validate.errors)}`);
      }
    }
    assert.ok(refused > 20);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readClusterFile } from '../../../core/cluster/cluster-file.ts';
import { createLineMerger, mergeMilliseconds } from '../../../core/cluster/follow.ts';
import { engineWords } from '../../../core/config/workspace-shape.ts';

describe('lines of several controllers', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const merger = () => {
    let time = 0;
    const lines = createLineMerger(
      () => time,
      () => new TextDecoder(),
      source => `${source}| `,
    );
    const after = (milliseconds: number) => {
      time += milliseconds;
      return lines.take(time);
    };
    return { ...lines, after };
  };

  it('are put in the order of their times, with what belongs to them', () => {
    const merged = merger();
    merged.push('b', bytes('2026-11-22 10:00:02.000 1 ERROR x\nTraceback\n'));
    merged.push('a', bytes('2026-11-22T10:00:01.500 1 INFO y\n'));
    assert.deepEqual(merged.after(mergeMilliseconds - 1), []);
    assert.equal(merged.isWaiting(), true);
    assert.deepEqual(merged.after(1), [
      'a| 2026-11-22T10:00:01.500 1 INFO y',
      'b| 2026-11-22 10:00:02.000 1 ERROR x',
      'b| Traceback',
    ]);
    assert.equal(merged.isWaiting(), false);
  });

  it('may come in pieces that end within a character', () => {
    const whole = bytes('2026-11-22 10:00:01 中文\r\nend');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), at => {
        const merged = merger();
        merged.push('a', whole.subarray(0, at));
        merged.push('a', whole.subarray(at));
        assert.deepEqual(merged.rest(), ['a| 2026-11-22 10:00:01 中文', 'a| end']);
      }),
    );
  });

  it('never get lost', () => {
    const line = fc.constantFrom('2026-11-22 10:00:01 a', '2026-11-22 09:00:00 b', 'no time', '');
    const pushed = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.array(line, { maxLength: 4 })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(pushed, pushes => {
        const merged = merger();
        const shown: string[] = [];
        for (const [source, lines] of pushes) {
          merged.push(source, bytes(lines.map(text => `${text}\n`).join('')));
          shown.push(...merged.after(100));
        }
        shown.push(...merged.rest());
        const expected = pushes.flatMap(([source, lines]) => lines.map(text => `${source}| ${text}`));
        assert.deepEqual(shown.sort(), expected.sort());
      }),
    );
  });
});

describe('the workspace file', () => {
  const read = (text: string) => readClusterFile('.nova-doctor.yaml', text);
  const kinds = (text: string) => read(text).problems.map(({ line, kind, key }) => `${line} ${kind} ${key}`);

  it('names controllers, VIPs and how they are reached', () => {
    const { file, problems } = read(
      'cluster: prod\nvip: [10.0.0.10, "2001:db8::10"]\ncontrollers:\n  - ctl1\n  - {name: ctl2, host: 10.0.0.12, port: 2222}\nbecome: sudo\nengine: podman\nlogs: /var/log/x\ncontainers: {nova-conductor: cond}\n',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      [file.name, file.vips, file.become, file.engine, file.logs, file.containers],
      ['prod', ['10.0.0.10', '2001:db8::10'], 'sudo', 'podman', ['/var/log/x'], { 'nova-conductor': 'cond' }],
    );
    assert.deepEqual(file.controllers, {
      kind: 'list',
      controllers: [
        { name: 'ctl1', host: 'ctl1' },
        { name: 'ctl2', host: '10.0.0.12', port: 2222 },
      ],
    });
    assert.equal(read('vip: none').file.vips, 'none');
    const inventory = read('controllers: {inventory: multinode}').file.controllers;
    assert.deepEqual(inventory, { kind: 'inventory', inventory: 'multinode', group: 'control' });
  });

  it('may name every owner of services that the editor completes', () => {
    for (const word of engineWords) assert.deepEqual(kinds(`engine: ${word}\n`), [], word);
    assert.deepEqual(kinds('engine: nomad\n'), ['1 not-allowed engine']);
  });

  it('is told what is wrong, by line', () => {
    assert.deepEqual(kinds('become: root\ncontrollers:\n  - -oProxyCommand=x\n  - a\n  - a\npassword: x\n').sort(), [
      '1 not-allowed become',
      '3 wrong-type controllers[0].name',
      '5 duplicate controllers[2]',
      '6 personal password',
    ]);
    assert.deepEqual(kinds('- a'), ['1 not-a-mapping ']);
    assert.match(kinds('a: [').join(), /^\d syntax /);
  });

  it('never throws, whatever it holds', () => {
    const part = fc.constantFrom(
      'controllers:',
      '  - ',
      'vip: ',
      '&a [*a]',
      '{',
      '}',
      '\n',
      'host: 1',
      ': ',
      'databaseAdmin: {}',
      '"',
    );
    const text = fc.array(fc.oneof(part, fc.string()), { maxLength: 10 }).map(parts => parts.join(''));
    fc.assert(
      fc.property(text, given => Array.isArray(read(given).problems)),
      { numRuns: 500 },
    );
  });
});

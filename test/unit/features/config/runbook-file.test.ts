import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { parse } from 'yaml';
import { checkYaml, type Schema } from '../../../../core/config/yaml-schema.ts';
import { english } from '../../../../core/text/l10n.ts';
import { serviceWith } from './marked-config.ts';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../knowledge/schemas/runbook.schema.json'), 'utf8'),
) as Schema;

const runbook = `runbook: conductor-safe-channel
title: Rebuild the channel between nova-conductor and MySQL
when: [mycat-1003-tx-interrupted]
parameters:
  queues: {type: regex, default: "reply|conduct", description: Which queues are emptied.}
  settle: {type: duration, default: 150s, min: 0s, max: 10m}
steps:
  - id: close-entry
    title: Close the entry for new instances
    on: none
    effect: change
    manual: Take the API out of the load balancer.
    undo: {manual: Put it back.}
  - id: stop-standby
    on: standby
    serial: all
    effect: change
    require: [{probe: vip, is: exactly-one-holder}, {probe: consumers, queue: conductor, remain: 1}]
    run: {service: stop, name: nova-conductor}
    verify: {probe: service, name: nova-conductor, is: stopped, for: 30s, within: 90s}
    undo: {run: {service: start, name: nova-conductor}}
  - id: purge
    on: broker
    effect: destroy
    preview: {probe: queues, match: "\${queues}"}
    run: {script: "purge", timeout: 120s}
  - id: observe
    on: vip
    effect: read
    watch: {log: nova-conductor, quiet: 60s, within: 10m, signatures: [db-*, sa-*]}
  - id: settle
    wait: "\${settle}"
`;

function problems(text: string): string[] {
  return checkYaml(text, schema, english).map(
    ({ range, message }) => `${text.slice(range.start, range.end)}: ${message}`,
  );
}

describe('the schema of runbooks', () => {
  it('takes a runbook as it is documented', () => {
    assert.deepEqual(problems(runbook), []);
  });

  it('says what is wrong, where it is', () => {
    const changed = (from: string, to: string) => problems(runbook.replace(from, to));
    assert.deepEqual(changed('effect: destroy', 'effect: explode'), [
      'explode: Expected one of: read, change, destroy.',
    ]);
    assert.deepEqual(changed('verify:', 'verfy:'), ['verfy: Unknown key verfy. Did you mean verify?']);
    assert.deepEqual(problems(runbook.slice(0, runbook.lastIndexOf('    wait:'))), [
      'i: One of these is missing: manual, run, verify, watch, wait, require.',
    ]);
    assert.deepEqual(changed('title: Rebuild', 'tilte: Rebuild').length, 2);
    assert.deepEqual(changed('within: 90s', 'within: soon').length, 1);
    assert.deepEqual(changed('service: stop', 'service: kill')[0], 'kill: Expected one of: start, stop, restart.');
    assert.deepEqual(problems('runbook: a\ntitle: b\nsteps: []\n'), ['[]: The list is empty.']);
    assert.equal(problems('runbook: [\n').length > 0, true);
  });

  it('judges as ajv does', () => {
    const validate = new Ajv({ strict: false }).compile(schema);
    const lines = runbook.split('\n');
    for (let index = 0; index < lines.length; index++) {
      for (const text of [
        lines.filter((_, other) => other !== index).join('\n'),
        lines.map((line, other) => (other === index ? line.replace(/: .*/, ': 5') : line)).join('\n'),
      ]) {
        let value: unknown;
        try {
          value = parse(text);
        } catch {
          assert.ok(problems(text).length > 0, text);
          continue;
        }
        assert.equal(
          problems(text).length === 0,
          validate(value),
          `${text}\n${JSON.stringify(validate.errors)}\n${problems(text)}`,
        );
      }
    }
  });

  it('bears any text', () => {
    const cuts = fc.tuple(fc.nat(runbook.length), fc.nat(60), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(cuts, ([at, length, put]) => {
        const text = runbook.slice(0, at) + put + runbook.slice(at + length);
        for (const { range } of checkYaml(text, schema, english)) assert.ok(range.start <= range.end);
      }),
    );
  });

  it('completes and explains keys', () => {
    const at = (text: string) => {
      const { service, path, offset } = serviceWith({ '/w/a.runbook.yaml': text });
      return {
        labels: service.completions(path, offset).map(({ label }) => label),
        hover: service.hover(path, offset)?.markdown,
      };
    };
    assert.ok(at('‸').labels.includes('parameters'));
    assert.deepEqual(at('parameters:\n  queues:\n    ‸').labels.slice(0, 2), ['type', 'default']);
    assert.ok(at('steps:\n  - id: a\n    ‸').labels.includes('effect'));
    assert.ok(at('steps:\n- ‸').labels.includes('effect'));
    assert.deepEqual(at('steps:\n  - id: a\n    effect: ‸').labels, ['read', 'change', 'destroy']);
    assert.ok(at('steps:\n  - id: a\n    undo:\n      run:\n        ‸').labels.includes('service'));
    assert.match(at('steps:\n  - id: a\n    ver‸ify: {}\n').hover ?? '', /Must become so/);
    assert.equal(at('steps:\n  - id: ‸a\n').hover, undefined);
  });

  it('reaches the editor', () => {
    const { service } = serviceWith({ '/w/a.runbook.yaml': 'runbook: A b\ntitle: x\nsteps: [{id: a, wait: 1s}]\n' });
    assert.deepEqual(
      service.findings('/w/a.runbook.yaml').map(({ rule }) => rule),
      ['runbook-file'],
    );
    assert.equal(service.files.kindOf('/w/a.yaml'), undefined);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { serviceWith } from './marked-config.ts';

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

/** A service that has loaded what runbooks need. */
async function prepared(files: Readonly<Record<string, string>>) {
  const marked = serviceWith(files);
  await marked.service.prepare(marked.path);
  return marked;
}

describe('runbook files in the editor', function () {
  it('explain every place of a text that begins with an empty line', async () => {
    for (const path of ['/w/own.runbook.yaml', '/w/.nova-doctor.yaml']) {
      const text = '\n  - id: a\n    run: {service: stop}\n';
      const { service } = await prepared({ [path]: text });
      for (let offset = 0; offset <= text.length; offset++) {
        service.hover(path, offset);
        service.completions(path, offset);
      }
      assert.equal(service.hover(path, 0), undefined);
    }
  });

  this.timeout(60_000);

  it('completes and explains keys', async () => {
    const at = async (text: string) => {
      const { service, path, offset } = await prepared({ '/w/a.runbook.yaml': text });
      return {
        labels: service.completions(path, offset).map(({ label }) => label),
        hover: service.hover(path, offset)?.markdown,
      };
    };
    assert.ok((await at('‸')).labels.includes('parameters'));
    assert.deepEqual((await at('parameters:\n  queues:\n    ‸')).labels.slice(0, 2), ['type', 'default']);
    assert.ok((await at('steps:\n  - id: a\n    ‸')).labels.includes('effect'));
    assert.ok((await at('steps:\n- ‸')).labels.includes('effect'));
    assert.deepEqual((await at('steps:\n  - id: a\n    effect: ‸')).labels, ['read', 'change', 'destroy']);
    assert.ok((await at('steps:\n  - id: a\n    undo:\n      run:\n        ‸')).labels.includes('service'));
    assert.match((await at('steps:\n  - id: a\n    ver‸ify: {}\n')).hover ?? '', /Must become so/);
    assert.equal((await at('steps:\n  - id: ‸a\n')).hover, undefined);
  });

  it('completes what can be named, in blocks and in braces', async () => {
    const labels = async (text: string) => {
      const { service, path, offset } = await prepared({
        '/w/a.runbook.yaml': text,
        '/w/.nova-doctor.yaml': 'cluster: one\ncontrollers: [{name: ctl1}, {name: ctl2}]\n',
      });
      return service.completions(path, offset).map(({ label }) => label);
    };
    const step = 'steps:\n  - id: a\n    ';
    const targets = await labels(`${step}on: ‸`);
    assert.ok(['vip', 'standby', 'ctl1', 'ctl2'].every(word => targets.includes(word)));
    assert.ok((await labels(`${step}verify: {probe: ‸}`)).includes('consumers'));
    assert.ok((await labels(`${step}require: [{probe: vip, is: x}, {probe: con‸`)).includes('consumers'));
    assert.deepEqual(await labels(`${step}verify: {probe: service, is: ‸}`), ['running', 'stopped']);
    assert.deepEqual(await labels(`${step}verify:\n      probe: service\n      is: ‸\n    on: vip\n`), [
      'running',
      'stopped',
    ]);
    assert.deepEqual(await labels(`${step}verify:\n      - is: ‸\n        probe: service\n`), ['running', 'stopped']);
    assert.deepEqual(await labels(`${step}verify: {probe: service, name: x, ‸}`), ['is', 'for', 'within']);
    assert.ok((await labels(`${step}run: {‸}`)).includes('service'));
    assert.deepEqual(await labels(`${step}run: {service: ‸}`), ['start', 'stop', 'restart']);
    assert.ok((await labels(`${step}undo: {run: {service: start, name: ‸}}`)).includes('nova-conductor'));
    assert.ok((await labels(`${step}undo:\n      run:\n        service: start\n        ‸`)).includes('name'));
    assert.deepEqual(await labels(`parameters:\n  settle: {type: duration}\n${step}wait: "\${‸"\n`), ['settle', 'run']);
    assert.ok((await labels('when: [‸]')).includes('db-gone-away-2006'));
    assert.ok((await labels(`${step}watch: {log: ‸}`)).includes('nova-conductor'));
  });

  it('explains what can be named', async () => {
    const hover = async (text: string) => {
      const { service, path, offset } = await prepared({ '/w/a.runbook.yaml': text });
      return service.hover(path, offset)?.markdown ?? '';
    };
    const step = 'steps:\n  - id: a\n    ';
    assert.match(await hover(`${step}on: vi‸p\n`), /On the controller that holds the VIP\./);
    assert.match(await hover(`${step}verify: {probe: con‸sumers, queue: conductor}\n`), /\*\*consumers\*\*\n\n\S/);
    assert.match(await hover(`${step}verify: {probe: service, na‸me: rabbitmq}\n`), /The service\./);
    assert.match(await hover(`${step}run: {ser‸vice: stop, name: rabbitmq}\n`), /\*\*service\*\*\n\n\S/);
    assert.match(
      await hover(
        `parameters:\n  settle: {type: duration, default: 150s, description: How long.}\n${step}wait: "\${set‸tle}"\n`,
      ),
      /duration, 150s\. How long\./,
    );
  });

  it('outlines parameters and steps, and offers to run from a step what the editor can', async () => {
    const { service, path } = await prepared({ '/w/a.runbook.yaml': runbook });
    assert.deepEqual(
      service.outline(path)?.map(({ name, detail, children }) => [name, detail, children.length]),
      [
        ['Parameters', '', 2],
        ['close-entry', 'Close the entry for new instances · change, none', 0],
        ['stop-standby', 'change, standby', 0],
        ['purge', 'destroy, broker', 0],
        ['observe', 'read, vip', 0],
        ['settle', '', 0],
      ],
    );
    const lenses = service.runbookLenses(path, command => command !== 'novaDoctor.runbook.dryRun')!;
    assert.deepEqual(lenses.map(({ title, command, step }) => [title, command, step]).slice(0, 2), [
      ['Run from here', 'novaDoctor.runbook.runFrom', 'close-entry'],
      ['Run from here', 'novaDoctor.runbook.runFrom', 'stop-standby'],
    ]);
    assert.equal(runbook.slice(lenses[1]!.offset, lenses[1]!.offset + 16), 'id: stop-standby');
    assert.equal(
      service.runbookLenses('/w/nova.conf', () => true),
      undefined,
    );
  });

  it('underlines what is wrong where it is', async () => {
    const text = 'runbook: a\ntitle: x\r\nsteps:\n  - id: a\n    verify: {probe: vap}\n  - id: a\n    wait: 1s\n';
    const { service, path } = await prepared({ '/w/a.runbook.yaml': text });
    assert.deepEqual(
      service
        .findings(path)
        .map(({ rule, severity, message, place }) => [
          rule,
          severity,
          message,
          text.slice(place.range.start, place.range.end),
        ]),
      [
        ['runbook-file', 'error', 'There is no probe vap. Did you mean vip?', 'vap'],
        ['runbook-file', 'error', 'The step of line 4 has the id a too.', 'a'],
      ],
    );
    assert.equal(service.files.kindOf('/w/a.yaml'), undefined);
  });

  it('bears any place in any text', async () => {
    const { service, path } = await prepared({ '/w/a.runbook.yaml': runbook });
    const places = fc.tuple(fc.nat(runbook.length), fc.nat(40), fc.string({ maxLength: 6 }), fc.nat(runbook.length));
    fc.assert(
      fc.property(places, ([at, length, put, offset]) => {
        const text = runbook.slice(0, at) + put + runbook.slice(at + length);
        service.files.set(path, text);
        for (const { range } of service.completions(path, Math.min(offset, text.length))) {
          assert.ok(0 <= range.start && range.start <= range.end && range.end <= text.length);
        }
        service.hover(path, Math.min(offset, text.length));
        service.outline(path);
        for (const { place } of service.findings(path)) assert.ok(place.range.end <= text.length);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { follow, stagesSeen, withLogs } from './follow.ts';

const request = 'req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3';
const instance = '9f27c3d1-5b0e-4a86-b1d4-7c3e0a95f268';
const user = '7d0f2a9b8c6e4f1d 6f70656e737461636b20697320666f73';
const context = `[None ${request} ${user} - - default default]`;

/** A line of oslo.log. @param time `14:00:00.000` */
function line(time: string, logger: string, message: string, level = 'INFO', bracket = context): string {
  return `2026-11-22 ${time} 77 ${level} ${logger} ${bracket} ${message}\n`;
}

const accepted = (time: string) =>
  line(time, 'nova.osapi_compute.wsgi.server', '10.0.0.5 "POST /v2.1/servers HTTP/1.1" status: 202 len: 9 time: 0.2');
const candidates = (time: string) =>
  line(
    time,
    'placement.requestlog',
    '10.0.0.1 "GET /allocation_candidates?limit=1000" status: 200 len: 9 microversion: 1.36',
    'INFO',
    `[${request} req-26e0d4da-0789-4e48-b132-97bd8ef3958c placement service - - default default]`,
  );
const claimed = (time: string) =>
  line(time, 'nova.compute.claims', `[instance: ${instance}] Claim successful on node compute1`);
const built = (time: string) =>
  line(time, 'nova.compute.manager', `[instance: ${instance}] Took 3.00 seconds to build instance.`);
const started = (time: string) =>
  line(time, 'nova.compute.manager', `[instance: ${instance}] VM Started (Lifecycle Event)`, 'INFO', '[-]');

describe('a trace over several hosts', () => {
  it('says that clocks are taken as equal when nothing shows otherwise', async () => {
    const logs = {
      'ctl1/nova-api.log': accepted('14:00:00.300'),
      'ctl2/placement-api.log': candidates('14:00:00.400'),
      'compute1/nova-compute.log': claimed('14:00:01.000') + built('14:00:04.000'),
    };
    const trace = await withLogs(logs, folder => follow(request, [folder]));
    assert.deepEqual(trace.skew, []);
    assert.deepEqual(trace.assumptions, [{ kind: 'clocks-equal', hosts: ['compute1', 'ctl1', 'ctl2'] }]);
    assert.deepEqual(
      trace.entries.map(entry => entry.host),
      ['ctl1', 'ctl2', 'compute1', 'compute1'],
    );
    assert.deepEqual(stagesSeen(trace), [2, 4, 5, 10]);
    assert.equal(trace.outcome.tookMs, 3900);
  });

  it('finds a clock that is behind by an effect before its cause, and puts the entries in order', async () => {
    const logs = {
      'ctl1/nova-api.log': accepted('14:00:00.300'),
      'ctl2/placement-api.log': candidates('14:00:00.400'),
      // This host got the work 2.4 s before placement was asked for hosts.
      'compute1/nova-compute.log': claimed('13:59:58.000') + built('14:00:01.000'),
    };
    const trace = await withLogs(logs, folder => follow(request, [folder]));
    assert.equal(trace.skew.length, 1);
    const [skew] = trace.skew;
    assert.deepEqual(
      { ...skew, cause: undefined, effect: undefined },
      { host: 'compute1', against: 'ctl1', correctionMs: 2401, by: 'order', cause: undefined, effect: undefined },
    );
    assert.match(trace.entries[skew!.cause!]!.text, /allocation_candidates/);
    assert.match(trace.entries[skew!.effect!]!.text, /^Claim successful/);
    assert.deepEqual(
      trace.entries.map(entry => entry.service),
      ['nova-api', 'placement', 'nova-compute', 'nova-compute'],
    );
    assert.equal(trace.entries[2]!.time! + 2401, trace.entries[2]!.alignedTime);
    assert.deepEqual(trace.assumptions, [{ kind: 'clocks-equal', hosts: ['ctl1', 'ctl2'] }]);
  });

  it('finds a clock that is ahead', async () => {
    const logs = {
      'ctl1/nova-api.log': accepted('14:00:00.300'),
      'ctl2/placement-api.log': candidates('14:00:09.400'),
      'compute1/nova-compute.log': claimed('14:00:01.000') + built('14:00:04.000'),
    };
    const trace = await withLogs(logs, folder => follow(request, [folder]));
    // Seen from nova-api's host, the compute host would have to be moved; the order is right again either way.
    assert.equal(trace.skew.length, 1);
    assert.deepEqual(
      trace.entries.map(entry => entry.service),
      ['nova-api', 'placement', 'nova-compute', 'nova-compute'],
    );
  });

  it('takes a distance of whole hours for another time zone', async () => {
    const logs = {
      'ctl1/nova-api.log': accepted('06:00:00.300'),
      'compute1/nova-compute.log': claimed('14:00:01.000') + built('14:00:04.000'),
    };
    const trace = await withLogs(logs, folder => follow(request, [folder]));
    assert.deepEqual(
      trace.skew.map(({ host, correctionMs, by }) => ({ host, correctionMs, by })),
      [{ host: 'compute1', correctionMs: -8 * 3600 * 1000, by: 'zone' }],
    );
    assert.equal(trace.outcome.tookMs, 3900);
  });

  it('compares the clocks of a caller and a server by their messages', async () => {
    const message = 'ac4fd8e8451841fe9ecd3db98e975663';
    const driver = 'oslo_messaging._drivers.amqpdriver';
    const own = `[None ${request} - - - - - -]`;
    const logs = {
      'compute1/nova-compute.log':
        line(
          '14:00:10.000',
          driver,
          `CALL msg_id: ${message} exchange 'nova' topic 'conductor' _send /a.py:1`,
          'DEBUG',
          own,
        ) + line('14:00:10.100', driver, `received reply msg_id: ${message} __call__ /a.py:1`, 'DEBUG', '[-]'),
      'ctl1/nova-conductor.log':
        line(
          '14:00:05.000',
          driver,
          `received message msg_id: ${message} reply to reply_1 __call__ /a.py:1`,
          'DEBUG',
          '[-]',
        ) +
        line(
          '14:00:05.050',
          driver,
          `sending reply msg_id: ${message} reply queue: reply_1 time elapsed: 0.05s _send_reply /a.py:1`,
          'DEBUG',
          own,
        ),
    };
    const trace = await withLogs(logs, folder => follow(message, [folder]));
    assert.deepEqual(
      trace.entries.map(entry => entry.text.split(' ').slice(0, 2).join(' ')),
      ['CALL msg_id:', 'received message', 'sending reply', 'received reply'],
    );
    assert.equal(trace.skew[0]?.correctionMs, 5001);
    assert.equal(trace.skew[0]?.host, trace.skew[0]?.against === 'ctl1' ? 'compute1' : 'ctl1');
    assert.equal(trace.call?.answer, 'in-time');
    assert.equal(trace.call?.topic, 'conductor');
    assert.equal(trace.outcome.state, 'success');
  });

  it('says so when no correction can be right', async () => {
    const message = 'ac4fd8e8451841fe9ecd3db98e975663';
    const driver = 'oslo_messaging._drivers.amqpdriver';
    const say = (time: string, text: string) => line(time, driver, `${text} /a.py:1`, 'DEBUG', '[-]');
    const logs = {
      'compute1/nova-compute.log':
        say('14:00:10.000', `CALL msg_id: ${message} exchange 'nova' topic 'conductor'`) +
        say('14:00:11.000', `received reply msg_id: ${message}`),
      // The clock was set forward by 15 s while the call was served.
      'ctl1/nova-conductor.log':
        say('14:00:05.000', `received message msg_id: ${message} reply to reply_1`) +
        say('14:00:20.000', `sending reply msg_id: ${message} reply queue: reply_1`),
    };
    const trace = await withLogs(logs, folder => follow(message, [folder]));
    assert.ok(trace.assumptions.some(({ kind }) => kind === 'clocks-contradict'));
  });
});

describe('what belongs to an id', () => {
  const other = 'req-11111111-2222-4333-8444-555555555555';

  it('is what happens to its instance without a request, and not what others do to the instance', async () => {
    const rebooted = line(
      '14:00:20.000',
      'nova.compute.manager',
      `[instance: ${instance}] Rebooting instance`,
      'INFO',
      `[None ${other} ${user} - - default default]`,
    );
    const logs = {
      'nova-compute.log': claimed('14:00:01.000') + started('14:00:03.000') + built('14:00:04.000') + rebooted,
    };
    const trace = await withLogs(logs, folder => follow(request, [folder]));
    assert.deepEqual(
      trace.entries.map(({ text, relation }) => `${relation}: ${text}`),
      [
        'asked: Claim successful on node compute1',
        'instance: VM Started (Lifecycle Event)',
        'asked: Took 3.00 seconds to build instance.',
      ],
    );
  });

  it('is, for an instance, everything that names it and all of its requests', async () => {
    const failed = line(
      '15:00:00.000',
      'nova.compute.manager',
      `[instance: ${instance}] Cannot reboot instance: no disk`,
      'ERROR',
      `[None ${other} ${user} - - default default]`,
    );
    const unnamed = line(
      '14:59:59.000',
      'nova.osapi_compute.wsgi.server',
      '10.0.0.5 "POST /v2.1/servers/x/action HTTP/1.1" status: 202 len: 9 time: 0.2',
      'INFO',
      `[None ${other} ${user} - - default default]`,
    );
    const poll = line(
      '14:30:00.000',
      'nova.osapi_compute.wsgi.server',
      `10.0.0.5 "GET /v2.1/servers/${instance} HTTP/1.1" status: 200 len: 9 time: 0.2`,
      'INFO',
      `[None req-99999999-2222-4333-8444-555555555555 ${user} - - default default]`,
    );
    const logs = {
      'nova-api.log': accepted('14:00:00.300') + poll + unnamed,
      'nova-compute.log': claimed('14:00:01.000') + started('14:00:03.000') + built('14:00:04.000') + failed,
    };
    const trace = await withLogs(logs, folder => follow(instance, [folder]));
    assert.equal(trace.entries.length, 7);
    assert.deepEqual(
      trace.operations.map(({ id, outcome }) => `${id} ${outcome.state}`),
      ['server-create success', 'server-reboot failed'],
    );
    assert.equal(trace.operation?.id, 'server-reboot', 'the one that failed is the answer');
    assert.deepEqual(
      trace.requests.map(({ id, role }) => `${role} ${id}`),
      [`related ${request}`, 'other req-99999999-2222-4333-8444-555555555555', `related ${other}`],
    );
  });

  it('is, for a global request id, every request that carries it', async () => {
    const global = 'req-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
    const carrying = (text: string) => text.replaceAll('[None ', `[${global} `);
    const logs = {
      'nova-api.log': carrying(accepted('14:00:00.300')),
      'nova-compute.log': carrying(built('14:00:04.000')),
    };
    const trace = await withLogs(logs, folder => follow(global, [folder]));
    assert.equal(trace.kind, 'global-request');
    assert.equal(trace.operation?.id, 'server-create');
    assert.equal(trace.outcome.state, 'success');
    assert.deepEqual(
      trace.requests.map(({ id, role }) => ({ id, role })),
      [{ id: request, role: 'child' }],
    );
  });

  it('is found in packed and in rotated logs too, whatever was read first', async () => {
    const logs = {
      'a/nova-api.log.1.gz': gzipSync(accepted('14:00:00.300')),
      'a/nova-api.log': line('18:00:00.000', 'nova.wsgi', 'later', 'INFO', '[-]'),
      'z/nova-compute.log.gz': gzipSync(claimed('14:00:01.000') + built('14:00:04.000')),
    };
    // The request is known only when the last log is read.
    const trace = await withLogs(logs, folder => follow(instance, [folder]));
    assert.deepEqual(
      trace.entries.map(({ path, line: number }) => `${path.replace(/^.*[/\\]([az])[/\\]/, '$1/')}:${number}`),
      ['a/nova-api.log.1.gz:1', 'z/nova-compute.log.gz:1', 'z/nova-compute.log.gz:2'],
    );
  });

  it('is, before there were global request ids, what clients log of the requests that they made', async () => {
    const child = 'req-22222222-3333-4444-8555-666666666666';
    const called = line(
      '14:00:02.000',
      'keystoneauth.session',
      `GET call to network for http://10.0.0.1:9696/v2.0/networks.json used request id ${child} request /a.py:1`,
      'DEBUG',
    );
    const answered = line(
      '14:00:02.500',
      'neutron.wsgi',
      '10.0.0.7 "GET /v2.0/networks HTTP/1.1" status: 500  len: 1 time: 0.3',
      'INFO',
      `[${child} ${user} - default default]`,
    );
    const logs = { 'nova-compute.log': claimed('14:00:01.000') + called, 'neutron-server.log': answered };
    const trace = await withLogs(logs, folder => follow(request, [folder]));
    assert.deepEqual(
      trace.requests.map(({ id, role }) => ({ id, role })),
      [
        { id: request, role: 'asked' },
        { id: child, role: 'child' },
      ],
    );
    assert.deepEqual(stagesSeen(trace), []);
    assert.equal(trace.entries.length, 3);
  });

  it('is what names it in a field of the JSON formatter that nothing else reads', async () => {
    const volume = '3c1f6e11-7f0f-4b8e-9a5d-0c5d7d1b2a44';
    const record = {
      message: 'Attaching',
      asctime: '2026-11-22 14:00:00',
      name: 'nova.x',
      levelname: 'INFO',
      extra: { volume },
    };
    const trace = await withLogs({ 'nova-compute.log': `${JSON.stringify(record)}\n` }, folder =>
      follow(volume, [folder]),
    );
    assert.equal(trace.kind, 'uuid');
    assert.deepEqual(
      trace.entries.map(({ text, relation }) => `${relation}: ${text}`),
      ['asked: Attaching'],
    );
  });

  it('is any text as it is written, for an id that is none', async () => {
    const hostile = '(.*)+$[^x]|\\d{9}';
    const logs = {
      'nova-api.log': line('14:00:00.000', 'nova.x', `before ${hostile} behind`) + accepted('14:00:01.000'),
    };
    const trace = await withLogs(logs, folder => follow(hostile, [folder]));
    assert.equal(trace.kind, 'text');
    assert.deepEqual(
      trace.entries.map(({ text }) => text),
      [`before ${hostile} behind`],
    );
  });
});

import assert from 'node:assert/strict';
import type { OutcomeState } from '../../../core/log/trace/trace.ts';
import { followInRun, stagesSeen } from './follow.ts';

interface Expected {
  readonly run: string;
  readonly about: string;
  readonly request: string;
  readonly state: OutcomeState;
  readonly stages: readonly number[];
  readonly instance?: string;
  /** Stage, service and text of the first error. */
  readonly broke?: readonly [string, string, RegExp];
}

/** What became of instances that were really booted, as EVENTS.txt and CAUSE.txt of each run tell it. */
const creations: readonly Expected[] = [
  {
    run: 'a2_healthy_load',
    about: 'an instance of a healthy cloud',
    request: 'req-70df1fdd-8566-417f-ad98-d853a5973bcc',
    state: 'success',
    stages: [2, 4, 5, 10],
    instance: 'daa428b7-3744-40b6-93b0-0c336e598f67',
  },
  {
    run: 'healthy_json',
    about: 'the JSON formatter',
    request: 'req-7b37315e-6162-4de5-8bee-4e570319b162',
    state: 'success',
    stages: [2, 4, 5, 10],
    instance: '548d49d9-62c4-4c13-ad46-e343d53fb3d5',
  },
  {
    run: 'healthy_rolling_conductor_yoga',
    about: 'the format of Yoga, without a global request id',
    request: 'req-77b81dc0-cd4b-42c2-879f-9f388e3d793b',
    state: 'success',
    stages: [2, 4, 5, 10],
    instance: '00303aa1-539e-44ce-af68-8953411ec35e',
  },
  {
    run: 'docker_db_killed',
    about: "docker's JSON around every line",
    request: 'req-15079e04-bc81-40ff-b688-9ae18aaea98c',
    state: 'success',
    stages: [2, 4, 5, 10],
  },
  {
    run: 'journal_db_killed',
    about: 'journald before every line',
    request: 'req-ae6f93e9-0874-4b3c-89a0-f84f6dd67399',
    state: 'success',
    stages: [2, 4, 5, 10],
    instance: '8d4be3e5-37e4-4733-82be-5718bcc73236',
  },
  {
    run: 'i3_no_valid_host',
    about: 'no host was left',
    request: 'req-4ed54af4-634d-4552-80a4-55839ec3958e',
    state: 'failed',
    stages: [2, 4],
    instance: 'ef6a3a37-fea0-463f-a761-789e763a6b55',
    broke: ['scheduling', 'nova-conductor', /^Failed to schedule instances: .*No valid host was found\.$/],
  },
  {
    run: 'j_table_missing',
    about: 'a table was gone',
    request: 'req-17553ab7-31dd-4616-9396-313fec04175e',
    state: 'failed',
    stages: [2, 4],
    instance: '5aaacbf8-ede9-4d80-b484-33d01b5db24f',
    broke: ['scheduling', 'nova-conductor', /1146, "Table 'nova\.instance_extra' doesn't exist"/],
  },
  {
    run: 'd_pool_exhausted',
    about: 'the conductor got no connection for nova-compute',
    request: 'req-6926f66c',
    state: 'failed',
    stages: [2, 4, 5, 6],
    broke: [
      'instance-data',
      'nova-compute',
      /^Original exception being dropped: \[…\]: .*RemoteError: .*QueuePool limit/,
    ],
  },
  {
    run: 'quota_reached',
    about: 'the quota was used up',
    request: 'req-271cfcfd-40f1-4d03-95dc-6bd2c72ba220',
    state: 'failed',
    stages: [2, 3],
    broke: ['record', 'nova-api', /^HTTP exception thrown: Quota exceeded for instances/],
  },
  {
    run: 'scheduler_not_running',
    about: 'nobody chose a host',
    request: 'req-2807f375',
    state: 'failed',
    stages: [2, 4],
    broke: ['scheduling', 'nova-conductor', /MessagingTimeout/],
  },
  {
    run: 'conductor_killed_for_good',
    about: 'the conductor was killed and never came back',
    request: 'req-32264b71',
    state: 'unfinished',
    stages: [2],
  },
];

/** The whole id of a request, from its start: `grep` would find it too. */
async function wholeRequestId(run: string, start: string): Promise<string> {
  if (start.length === 40) return start;
  const trace = await followInRun(run, start);
  return trace.entries[0]!.requestId!;
}

describe('traces of instances that were really created', () => {
  for (const expected of creations) {
    it(`${expected.run}: ${expected.about}: ${expected.state}`, async () => {
      const trace = await followInRun(expected.run, await wholeRequestId(expected.run, expected.request));
      assert.equal(trace.kind, 'request');
      assert.equal(trace.operation?.id, 'server-create');
      assert.equal(trace.outcome.state, expected.state);
      assert.deepEqual(stagesSeen(trace), expected.stages);
      if (expected.instance !== undefined) assert.equal(trace.instance, expected.instance);
      const { brokeAt } = trace;
      assert.equal(brokeAt?.stage, expected.broke?.[0]);
      assert.equal(brokeAt?.service, expected.broke?.[1]);
      if (expected.broke) assert.match(brokeAt!.text, expected.broke[2]);
      assert.deepEqual(
        trace.entries.map(({ alignedTime }) => alignedTime),
        trace.entries.map(({ alignedTime }) => alignedTime).sort((a, b) => a! - b!),
      );
    });
  }

  it('show where the time went: 35 seconds were lost waiting for a conductor', async () => {
    const trace = await followInRun('i_conductor_stopped', 'req-3639da81-6127-4a64-9fa2-7579286ad803');
    assert.equal(trace.outcome.state, 'success');
    assert.equal(trace.outcome.tookMs, 35_524);
    const longest = [...trace.stages].sort((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0))[0]!;
    assert.equal(longest.id, 'scheduling');
    assert.ok(longest.durationMs! > 34_000);
    const request = trace.stages.find(({ id }) => id === 'request')!;
    assert.equal(request.durationMs, 291, 'what the access line says');
  });

  it('follow an instance from all of its entries back to its request', async () => {
    const trace = await followInRun('a2_healthy_load', 'b8878487-15c8-4ff6-af7c-f049ff9b483e');
    assert.equal(trace.kind, 'instance');
    assert.equal(trace.operation?.id, 'server-create');
    assert.equal(trace.operation?.requestId, 'req-04b45198-2fa6-4295-b25c-37b700d41e25');
    assert.equal(trace.outcome.state, 'success');
    const created = trace.entries.find(({ text }) => text.includes('"POST /v2.1/servers'))!;
    assert.equal(created.relation, 'request', 'its access line does not name the instance');
    assert.equal(created.requestId, 'req-04b45198-2fa6-4295-b25c-37b700d41e25');
    // placement's audit for another request names this instance too; that request is not its own.
    const claims = trace.entries.filter(({ text }) => text.startsWith('Claim successful'));
    assert.deepEqual(claims.length, 1);
  });

  it('follow a request of placement to the request of nova that made it', async () => {
    const trace = await followInRun('a2_healthy_load', 'req-5de83bc0-0922-4a34-a526-8a22bff5f823');
    assert.equal(trace.kind, 'request');
    assert.equal(trace.operation?.id, 'server-create', 'the request of nova that placement was asked for');
    const parent = trace.requests.find(({ role }) => role === 'parent');
    assert.equal(parent?.id, 'req-70df1fdd-8566-417f-ad98-d853a5973bcc');
    assert.ok(trace.requests.filter(({ role }) => role === 'child').length >= 13);
    assert.equal(trace.requests.find(({ role }) => role === 'asked')?.entries, 1);
  });

  it('take the UUID of a request without its req- too', async () => {
    const trace = await followInRun('i3_no_valid_host', '4ed54af4-634d-4552-80a4-55839ec3958e');
    assert.equal(trace.kind, 'request');
    assert.equal(trace.operation?.id, 'server-create');
    assert.equal(trace.outcome.state, 'failed');
    assert.equal(trace.brokeAt?.stage, 'scheduling');
  });

  it('follow a call whose answer came too late', async () => {
    const trace = await followInRun('db_frozen', '7856e7cd2a98489a9dcfd5155b952123');
    assert.equal(trace.kind, 'message');
    assert.deepEqual(trace.call, {
      topic: undefined,
      answer: 'late',
      lateByMs: 17_645,
      requestId: 'req-7283ca8a-0ec4-4bcf-b017-a0c191a1387e',
      service: 'nova-compute',
      host: undefined,
    });
    assert.equal(trace.operation?.id, 'periodic-task');
    assert.equal(trace.outcome.state, 'failed');
    assert.equal(trace.entries.length, 2);
  });

  it('follow a call that was never answered', async () => {
    const trace = await followInRun('i_conductor_stopped', 'ac4fd8e8451841fe9ecd3db98e975663');
    assert.equal(trace.call?.answer, 'none-seen');
    assert.equal(trace.outcome.state, 'failed');
    const line = trace.entries[trace.brokeAt!.entry]!;
    assert.equal(line.line, 19);
    assert.match(line.path, /nova-compute\.log\.gz$/);
  });

  it('give nothing for an id that no entry names', async () => {
    const trace = await followInRun('a2_healthy_load', 'req-00000000-0000-4000-8000-000000000000');
    assert.deepEqual(trace.entries, []);
    assert.equal(trace.operation, undefined);
    assert.equal(trace.outcome.state, 'unfinished');
    assert.equal(trace.outcome.entry, undefined);
  });
});

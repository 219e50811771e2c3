import assert from 'node:assert/strict';
import { traceMarkdown } from '../../../core/log/trace/trace-markdown.ts';
import { type TraceReport, traceReport } from '../../../core/log/trace/trace-report.ts';
import { english } from '../../../core/text/l10n.ts';
import { createRedactor } from '../../../core/text/redact.ts';
import { follow, withLogs } from './follow.ts';
import { bootRequest, rescheduledBoot } from './rescheduled-boot.ts';

const attach = 'req-c27d8b91-4f3a-46d5-a0e9-7b1c6d5e2f38';

async function reportOf(logs: Readonly<Record<string, string>>, id: string): Promise<TraceReport> {
  return withLogs(logs, async folder => {
    const trace = await follow(id, [folder]);
    const pathLabel = (path: string) => path.slice(folder.length + 1);
    return traceReport(trace, { l10n: english, redactor: createRedactor(), pathLabel, problems: ['x: is not text.'] });
  });
}

describe('what the page of a trace shows', () => {
  it('is the answer, with what only the picture tells', async () => {
    const { state, headline, facts, notes } = await reportOf(rescheduledBoot, bootRequest);
    assert.equal(state, 'success');
    assert.equal(headline, 'Done in 38.1 s: create an instance');
    assert.deepEqual(facts.slice(-2), [
      { label: 'hosts tried', text: 'cmp2 → cmp1' },
      { label: 'longest silence', text: '21.6 s between neutron-server on ctl1 and nova-compute on cmp2', entry: 9 },
    ]);
    assert.match(
      notes[0] ?? '',
      /^The clock of cmp2 is at least 2\.96 s behind that of ctl1; its entries were moved\. cmp2\//,
    );
    assert.equal(notes.at(-1), 'x: is not text.');
  });

  it('is each stage with its time in all attempts, and its first error', async () => {
    const { stages, entries } = await reportOf(rescheduledBoot, bootRequest);
    assert.deepEqual(
      stages.map(({ number, took, entries: count }) => `${number}: ${count} ${took}`),
      [
        '1: 1 0 ms',
        '2: 1 513 ms',
        '3: 0 ',
        '4: 7 549 ms',
        '5: 2 380 ms',
        '6: 0 ',
        '7: 1 2.17 s',
        '8: 7 23.5 s',
        '9: 2 1.69 s',
        '10: 6 9.04 s',
      ],
    );
    assert.match(entries[stages[7]!.error!]?.text ?? '', /VirtualInterfaceCreateException/);
  });

  it('is every entry with its corrected time and its place', async () => {
    const { entries } = await reportOf(rescheduledBoot, bootRequest);
    const failed = entries.find(({ text }) => text.startsWith('Instance failed to spawn'));
    assert.deepEqual(
      [failed?.clock, failed?.place, failed?.host, failed?.level, failed?.stage],
      ['14:00:23.963', 'cmp2/nova-compute.log:4', 'cmp2', 'ERROR', 'network'],
    );
  });

  it('has no secrets in it, wherever they stand', async () => {
    const secret = 'geheimes-wort1';
    const url = `mysql+pymysql://nova:${secret}@10.0.0.9/nova`;
    const line = (level: string, text: string) =>
      `2026-11-22 14:00:00.300 77 ${level} nova.osapi_compute.wsgi.server [None ${bootRequest} u p - - -] ${text}\n`;
    const logs = {
      'nova-api.log':
        line('ERROR', `Failed: ${url}`) +
        line('INFO', `10.0.0.5 "GET /v2.1/servers?x=${url} HTTP/1.1" status: 200 len: 9 time: 0.2`) +
        line('INFO', `Took 3.00 seconds to ask ${url}.`),
    };
    const report = await reportOf(logs, bootRequest);
    assert.equal(report.entries.length, 3);
    assert.ok(report.lanes.bars.length > 1);
    assert.ok(!JSON.stringify(report).includes(secret));
  });
});

describe('a trace for a ticket', () => {
  const options = {
    l10n: english,
    redactor: createRedactor(),
    pathLabel: (path: string) => path.slice(-22),
    version: '1.2.3',
  };

  it('has the answer and the lines that tell', async () => {
    const text = traceMarkdown(await follow(attach, ['examples/incident']), options);
    assert.match(text, /^### Failed after 1 min 0 s: attach a volume\n\n- request: req-c27d8b91/);
    assert.match(text, /\n- no answer: nova-compute\n/);
    assert.match(text, /\n```text\n.*nova-api\.log:40:2024-08-02 09:41:02\.655 29 ERROR/);
    assert.match(
      text,
      /MessagingTimeout: Timed out waiting for a reply to message ID 8b6e0f2d1c9a47538d7f4e3b2a1c0d9e\n/,
    );
    assert.match(text, /Made by Nova Doctor 1\.2\.3\.\n$/);
  });

  it('has the stages, and is short however long the trace is', async () => {
    const many = Array.from(
      { length: 500 },
      (_, index) =>
        `2026-11-22 14:00:01.${String(index).padStart(3, '0')} 9 INFO nova.compute.manager [None ${bootRequest} u p - - -] step ${index}\n`,
    );
    const logs = {
      ...rescheduledBoot,
      'cmp1/nova-compute.log': rescheduledBoot['cmp1/nova-compute.log'] + many.join(''),
    };
    const text = await withLogs(logs, async folder => traceMarkdown(await follow(bootRequest, [folder]), options));
    assert.match(text, /\| 8 network \| 2\d\.\d s \| neutron-server, nova-compute \| error \|/);
    assert.ok(text.split('\n').length < 100);
    assert.match(text, /… 4\d\d more lines/);
    assert.match(text, /Instance failed to spawn/);
  });

  it('is no mark-up of a stranger', async () => {
    const logs = {
      'nova-api.log': `2026-11-22 14:00:00.300 77 ERROR nova.x [None ${bootRequest} u p - - -] \`\`\`\`![x](http://evil/) <img src=x>\n`,
    };
    const text = await withLogs(logs, async folder => traceMarkdown(await follow(bootRequest, [folder]), options));
    const [before, fence] = /^([\s\S]*?)\n(`{3,})text\n/.exec(text)?.slice(1) ?? [];
    assert.equal(fence?.length, 5);
    assert.ok(!/(?<!\\)!\[|<img/.test(before?.replaceAll('\\<', '') ?? ''));
  });
});

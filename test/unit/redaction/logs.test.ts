import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createSignatureMatcher } from '../../../core/log/signature-matcher.ts';
import { analyzePaths } from '../../../io/files/analyze-paths.ts';
import { readLogKnowledge } from '../../../io/knowledge.ts';
import { createSampleService } from '../features/sample-service.ts';
import { type TemporaryFolder, temporaryFolder } from '../io/temporary-folder.ts';
import { checkedFormats } from '../read-log.ts';
import { follow } from '../trace/follow.ts';
import { leaksIn, type SecretCase, secretCases } from './corpus.ts';
import { waysOfAnalysis, waysOfDocument, waysOfTrace } from './log-ways.ts';

const request = 'req-5c0de2a1-7f3b-4c86-9d15-a48be0f6721c';
const head = '2026-11-22 14:00:00.300 77 ERROR nova.compute.manager';
const context = `[None ${request} 5e0b9c1d2a3f4b5c8d7e6f5a4b3c2d1e 0a1b2c3d4e5f40718293a4b5c6d7e8f9 - - default default]`;
/** A text that a signature knows, so that a finding quotes what stands beside it. */
const known =
  "Exception during message handling: oslo_db.exception.DBConnectionError: (pymysql.err.OperationalError) (2003, \"Can't connect to MySQL server on '10.77.0.10' ([Errno 111] ECONNREFUSED)\")";

/** Ways in which a service writes a text into its log. */
const forms: Readonly<Record<string, (text: string) => string>> = {
  'an error of an unknown shape': text => `${head} ${context} Something odd: ${text}\n`,
  'an error that a signature knows': text => `${head} ${context} ${known} ${text}\n`,
  'the last line of a traceback': text =>
    [
      `${head} ${context} ${known}`,
      `${head} Traceback (most recent call last):`,
      `${head}   File "/usr/lib/python3/dist-packages/nova/x.py", line 1, in x`,
      `${head} nova.exception.NovaException: ${text}`,
      '',
    ].join('\n'),
};

/** Where texts are cut somewhere on their way; the cut is to go right through the secret. */
const limits = [300, 600, 1000, 2000, 4000];

/** The text of a case with so much before it, or behind it, that it is cut at one of the limits. */
function paddedTexts({ text, secrets }: SecretCase): string[] {
  const [secret = ''] = secrets;
  const middle = text.indexOf(secret) + (secret.length >> 1);
  const filler = (length: number) =>
    'on and on '
      .repeat(Math.ceil(Math.max(0, length) / 10))
      .slice(0, length)
      .trim();
  return [
    text,
    ...limits.map(limit => `${filler(limit - middle)} ${text}`),
    // Where the middle is cut out, the last 1000 characters stay.
    `${filler(4000)} ${text}${text.includes('\n') ? '\n' : ' '}${filler(1000 - (text.length - middle))}`,
  ];
}

const { formats } = checkedFormats;
const knowledge = readLogKnowledge(join(import.meta.dirname, '../../../knowledge'));
const matcher = createSignatureMatcher(knowledge.signatures);

async function analysisOf(log: string) {
  const standardInput = Readable.from([Buffer.from(log)]);
  const { analysis } = await analyzePaths(['-'], { ...knowledge, formats, matcher, standardInput });
  return analysis;
}

describe('secrets in logs', function () {
  this.timeout(60_000);
  const service = createSampleService(['novaDoctor.showTrace']);
  let folder: TemporaryFolder;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => folder.remove());

  async function waysOf(log: string): Promise<Record<string, string>> {
    const path = folder.write('nova-compute.log', log);
    return {
      ...waysOfAnalysis(await analysisOf(log)),
      ...waysOfTrace(await follow(request, [path])),
      ...(await waysOfDocument(service, path, log)),
    };
  }

  it('are shown in a way at all: what stands beside them is', async () => {
    const quoted = new Set<string>();
    for (const form of Object.values(forms)) {
      const ways = await waysOf(form('the blue elephant'));
      for (const [way, text] of Object.entries(ways)) if (text.includes('blue elephant')) quoted.add(way);
    }
    assert.deepEqual([...quoted].sort(), [
      'analysis for view and report panel',
      'copy of the log view for a ticket',
      'merged log',
      'page of a trace',
      'report as HTML',
      'report as JSON',
      'report as Markdown',
      'report as text',
      'rows of the view',
      'tickets',
      'trace as JSON',
      'trace as text',
      'trace for a ticket',
    ]);
  });

  for (const each of secretCases) {
    it(`do not leave the program: ${each.name}`, async () => {
      const leaks = new Set<string>();
      for (const [form, write] of Object.entries(forms)) {
        for (const text of paddedTexts(each)) {
          for (const [way, shown] of Object.entries(await waysOf(write(text)))) {
            for (const secret of leaksIn(shown, each)) leaks.add(`${way}, ${form}: ${secret}`);
          }
        }
      }
      assert.deepEqual([...leaks], []);
    });
  }
});

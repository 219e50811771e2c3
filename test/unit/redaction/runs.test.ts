import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ClusterState } from '../../../core/cluster/cluster-state.ts';
import type { CommandOutput } from '../../../core/cluster/command.ts';
import { failureText } from '../../../core/cluster/failure.ts';
import { createFollowedText } from '../../../core/cluster/followed-text.ts';
import { clusterJson } from '../../../core/cluster/output/cluster-json.ts';
import { controllersText } from '../../../core/cluster/output/controllers-text.ts';
import { triageMarkdown } from '../../../core/cluster/output/triage-text.ts';
import { commonFailure, notUnderstood } from '../../../core/cluster/probe.ts';
import { clusterTree } from '../../../core/cluster/tree.ts';
import { triage } from '../../../core/cluster/triage.ts';
import type { JournalRecord } from '../../../core/runbook/journal.ts';
import type { PlannedStep } from '../../../core/runbook/plan.ts';
import { runReport } from '../../../core/runbook/report.ts';
import { reportMarkdown } from '../../../core/runbook/report-markdown.ts';
import type { Runbook } from '../../../core/runbook/runbook.ts';
import { english } from '../../../core/text/l10n.ts';
import { createRedactor } from '../../../core/text/redact.ts';
import { shownError } from '../../../core/text/shown-error.ts';
import { createEvidenceKeeper } from '../../../io/runbook/evidence.ts';
import { createJournalStore } from '../../../io/runbook/journal-store.ts';
import { newRunId } from '../../../io/runbook/runs-folder.ts';
import { shownStep, shownVerdict } from '../../../io/runbook/shown-commands.ts';
import { type TemporaryFolder, temporaryFolder } from '../io/temporary-folder.ts';
import { away, clusterState, host } from '../runbook/fake-cluster.ts';
import { leaksIn, type SecretCase, secretCases } from './corpus.ts';

const run = newRunId(Date.UTC(2026, 10, 22, 14));
const runbook: Runbook = {
  id: 'a',
  title: 'A',
  summary: '',
  when: [],
  parameters: [],
  steps: [],
  path: '/x/a.runbook.yaml',
  isShipped: false,
};

/** Every record of a run that may quote what a controller, a file or a person said. */
function recordsOf(text: string): JournalRecord[] {
  const base = { step: 'set', attempt: 1, command: 'set/ctl1/1', controller: 'ctl1', isUndo: false } as const;
  return [
    {
      record: 'run',
      time: 1,
      version: 1,
      run,
      runbook: 'a',
      title: 'A',
      cluster: 'lab',
      parameters: { note: text },
      plan: 'hash',
      who: 'me',
      host: 'here',
      isDryRun: false,
    },
    { record: 'step', time: 2, step: 'set', attempt: 1, controllers: ['ctl1'] },
    { record: 'check', time: 3, step: 'set', purpose: 'require', probe: 'option', holds: true, seen: text },
    { record: 'agreed', time: 4, step: 'set', effect: 'change', who: 'me', shown: [`ctl1: ${text}`] },
    { record: 'intent', time: 5, ...base, effect: 'change', printed: text, who: 'me', undo: [text] },
    { record: 'result', time: 6, ...base, isDone: true, said: text, milliseconds: 1 },
    { record: 'step-end', time: 7, step: 'set', end: 'failed', seen: text, reason: text },
    { record: 'run-end', time: 8, end: 'stopped', seen: text },
  ];
}

const failed = (standardError: string, status = 1): CommandOutput => ({
  status,
  standardOutput: '',
  standardError,
  isCut: false,
});

/** What a cluster shows of which one host failed with a text, and another one could not be read because of it. */
function waysOfCluster(text: string): Record<string, string> {
  const failure = { failed: 'command-failed', host: 'ctl2', program: text, detail: text } as const;
  const unread = notUnderstood(failed(text));
  const state: ClusterState = {
    ...clusterState([
      host('ctl1', [], { unasked: [{ owner: 'docker', failure: unread }] }),
      { ...away('ctl2'), failure },
    ]),
    broker: unread,
    database: unread,
    logs: new Map([['ctl1', unread]]),
  };
  return {
    'text of a failure': failureText(failure, english),
    'a probe that was not understood': JSON.stringify(unread),
    'a probe that failed': JSON.stringify([
      commonFailure(failed(`sudo: permission denied\n${text}`)),
      commonFailure(failed(text, 127)),
      commonFailure(failed(text, 124)),
    ]),
    'rows of the Controllers view': JSON.stringify(clusterTree(state, 1, english)),
    'controllers as text': controllersText(state, english),
    'controllers as JSON': JSON.stringify(clusterJson(state, english)),
    'card of a triage': triageMarkdown(triage(state, 1, english), english),
  };
}

describe('secrets in runs, controllers and errors', () => {
  let folder: TemporaryFolder;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => folder.remove());

  function check(ways: Readonly<Record<string, string>>, each: SecretCase): void {
    const leaks = Object.entries(ways).flatMap(([way, shown]) =>
      leaksIn(shown, each).map(secret => `${way}: ${secret}`),
    );
    assert.deepEqual(leaks, []);
  }

  for (const [index, each] of secretCases.entries()) {
    it(`are in no journal, report of a run or archive of evidence: ${each.name}`, async () => {
      const store = createJournalStore(join(folder.path, `runs-${index}`));
      const journal = await store.begin({ run, cluster: 'lab', runbook, plan: { steps: [] } });
      for (const record of recordsOf(each.text)) await journal.append(record);
      await journal.close();
      const stored = await store.find(run);
      assert.ok(stored);
      const archive = await createEvidenceKeeper(journal.folder).keep([{ name: 'ctl1/a.txt', text: each.text }]);
      // A journal of an older version was not redacted when it was written; its report is.
      const reports = [stored.records, recordsOf(each.text)].map(
        records => runReport(records, createRedactor(), runbook)!,
      );
      check(
        {
          journal: readFileSync(join(journal.folder, 'journal.jsonl'), 'utf8'),
          'report as JSON': JSON.stringify(reports),
          'report as Markdown': reports.map(report => reportMarkdown(report, english)).join('\n'),
          evidence: gunzipSync(readFileSync(archive)).toString('utf8'),
        },
        each,
      );
    });

    it(`are in no command that is shown before it is agreed to: ${each.name}`, () => {
      const command = {
        id: 's/ctl1/1',
        controller: 'ctl1',
        effect: 'change' as const,
        printed: each.text,
        command: {} as PlannedStep['commands'][number]['command'],
      };
      const step: PlannedStep = {
        step: {} as PlannedStep['step'],
        controllers: ['ctl1'],
        commands: [{ ...command, undo: [command] }],
        rows: [{ id: 'row', cells: ['1', each.text], isChosen: true, loss: each.text }],
        notes: [each.text],
        refusal: each.text,
      };
      const verdict = shownVerdict({ holds: false, seen: each.text });
      check({ plan: JSON.stringify(shownStep(step)), 'what a check saw': verdict.seen }, each);
    });

    it(`are in nothing that is said of a controller: ${each.name}`, () => {
      check(waysOfCluster(each.text), each);
    });

    it(`are in no output channel and no error: ${each.name}`, () => {
      const followed = createFollowedText(1_000_000, 100);
      const short = createFollowedText(1, 100);
      const lines = each.text.split('\n').map(line => `2026-11-22 14:00:00.300 7 ERROR nova.x [-] ${line}`);
      check(
        {
          'followed log': JSON.stringify(followed.add(lines)),
          'followed log that was cut': JSON.stringify(short.add(lines)),
          error: shownError(new Error(`Cannot read: ${each.text}`, { cause: new Error(each.text) })),
          'no error': shownError(each.text),
        },
        each,
      );
    });
  }
});

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { homeFolder, workspaceFolder } from '../../scripts/cluster/workspace.mjs';

// The product as a user has it: the program of the command line, the folder with .nova-doctor.yaml, and nothing else.

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const node = process.env.NOVA_DOCTOR_USERS_NODE ?? process.execPath;

export interface Answer {
  readonly status: number | null;
  readonly output: string;
  readonly error: string;
}

/** What a running command tells while it runs. */
export interface RunningDoctor {
  readonly ended: Promise<Answer>;
  kill(): void;
}

export function startDoctor(...words: string[]): RunningDoctor {
  const environment = { PATH: process.env.PATH ?? '', HOME: homeFolder, LANG: 'C.UTF-8', NO_COLOR: '1' };
  const child = spawn(node, [program, ...words], { cwd: workspaceFolder, env: environment, stdio: 'pipe' });
  let output = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    error += text;
  });
  child.stdin.end();
  const ended = new Promise<Answer>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', status => resolve({ status, output, error }));
  });
  return { ended, kill: () => child.kill('SIGKILL') };
}

export async function doctor(...words: string[]): Promise<Answer> {
  return startDoctor(...words).ended;
}

/** @throws when what was printed is no JSON: with all that was said. */
export async function doctorJson<Value>(...words: string[]): Promise<Value> {
  const { status, output, error } = await doctor(...words, '--format', 'json');
  try {
    return JSON.parse(output) as Value;
  } catch {
    throw new Error(`nova-doctor ${words.join(' ')} ended with ${status}:\n${error}${output}`);
  }
}

export interface Incident {
  readonly rootCause: string;
  readonly confidence: string;
  readonly severity: string;
  readonly because: readonly string[];
  readonly runbooks: readonly string[];
}

/** The incidents that the logs on the controllers tell of since some moment, by the logs' own clock. */
export async function incidentsSince(since: Date): Promise<readonly Incident[]> {
  const text = since.toISOString().slice(0, 19).replace('T', ' ');
  const { incidents } = await doctorJson<{ incidents: Incident[] }>('analyze', '--live', '--since', text);
  return incidents;
}

export interface PlanRead {
  readonly plan: string;
  readonly effect: 'read' | 'change' | 'destroy';
  readonly steps: readonly {
    readonly id: string;
    readonly effect: string;
    readonly manual?: string;
    readonly controllers: readonly string[];
    readonly commands: readonly { readonly command: string; readonly controller: string }[];
    readonly rows: readonly {
      readonly id: string;
      readonly cells: readonly string[];
      readonly chosen: boolean;
      readonly loss: string;
    }[];
    readonly refusal?: string;
  }[];
}

export async function planRunbook(id: string, ...words: string[]): Promise<PlanRead> {
  return doctorJson<PlanRead>('runbook', 'plan', id, ...words);
}

/** The words that agree to a plan as it was printed: what is done by hand is said to be done. */
export function agreeing(plan: PlanRead): string[] {
  const manual = plan.steps.flatMap(step => (step.manual === undefined ? [] : ['--confirm-manual', step.id]));
  return ['--plan', plan.plan, '--confirm', 'destroy', ...manual];
}

export interface JournalLine {
  readonly record: string;
  readonly time: number;
  readonly step?: string;
  readonly command?: string;
  readonly isDone?: boolean;
  readonly end?: string;
  readonly printed?: string;
  readonly controller?: string;
}

export interface Journal {
  readonly run: string;
  readonly lines: readonly JournalLine[];
}

const runsFolder = join(homeFolder, '.local/state/nova-doctor/runs');

/** The journal of the run that began last; undefined where there is none. */
export function lastJournal(): Journal | undefined {
  if (!existsSync(runsFolder)) return undefined;
  const foldersIn = (folder: string) =>
    readdirSync(folder, { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [entry.name] : []));
  const runs = foldersIn(runsFolder).flatMap(cluster =>
    foldersIn(join(runsFolder, cluster)).map(run => ({ run, folder: join(runsFolder, cluster, run) })),
  );
  const [last] = runs
    .filter(({ folder }) => journalFile(folder) !== undefined)
    .sort((one, other) => statSync(other.folder).birthtimeMs - statSync(one.folder).birthtimeMs);
  if (last === undefined) return undefined;
  const text = readFileSync(journalFile(last.folder) ?? '', 'utf8');
  const lines = text.split('\n').flatMap(line => (line.endsWith('}') ? [JSON.parse(line) as JournalLine] : []));
  return { run: last.run, lines };
}

function journalFile(folder: string): string | undefined {
  const name = readdirSync(folder).find(file => file.endsWith('.jsonl'));
  return name === undefined ? undefined : join(folder, name);
}

/** Commands whose intent was written and whose result was not: empty where a journal is complete. */
export function unknownCommands({ lines }: Journal): string[] {
  const open = new Set<string>();
  for (const line of lines) {
    if (line.record === 'intent') open.add(line.command ?? '');
    if (line.record === 'result') open.delete(line.command ?? '');
  }
  return [...open];
}

/** Resolves as soon as the journal of the run that began last shows something, while the run goes on. */
export function whenJournalShows(isThere: (journal: Journal) => boolean): Promise<Journal> {
  mkdirSync(runsFolder, { recursive: true, mode: 0o700 });
  const before = lastJournal()?.run;
  return new Promise((resolve, reject) => {
    const watcher = watch(runsFolder, { recursive: true });
    const look = () => {
      const journal = lastJournal();
      if (journal === undefined || journal.run === before || !isThere(journal)) return;
      watcher.close();
      resolve(journal);
    };
    watcher.on('change', look);
    watcher.once('error', reject);
    look();
  });
}

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fuzzedReaders } from './readers.ts';
import { project } from './seeds.ts';

/** What reads a text, bytes or the output of a program is called so, or takes an output. */
const readerName = /^(?:read|parse|decompress|unpack)[A-Z]/;

/** Functions of such names that read nothing of strangers, each with the reason. */
const notOfStrangers: Readonly<Record<string, string>> = {
  'io/cluster/live-configuration.ts readLiveConfiguration': 'asks controllers by a probe that has a target',
  'io/config/read-deployment.ts readDeployment': 'opens files, and hands their texts to readers that have targets',
  'io/config/read-text.ts readConfigText': 'opens a file; its text goes to readers that have targets',
  'io/files/read-lines.ts readLinesAround': 'opens a file, and reads it as every log is read',
  'io/files/read-thinned.ts readThinned': 'gives blocks of a controller to the reader of thinned logs',
  'io/files/whole-file.ts readNamedFile': 'gives bytes to readers that have targets',
  'io/files/whole-file.ts readWholeFileNow': 'gives bytes to readers that have targets',
  'io/knowledge.ts readEditorKnowledge': 'our own files',
  'io/knowledge.ts readJson': 'our own files',
  'io/knowledge.ts readLogKnowledge': 'our own files',
  'io/knowledge.ts readTraceKnowledge': 'our own files',
  'io/log-view/knowledge.ts readViewKnowledge': 'our own files',
  'io/log-view/unpack.ts unpackTo': 'writes what the reader of packed logs gives',
  'io/option-knowledge.ts readOptionDescriptions': 'our own files',
  'io/option-knowledge.ts readOptionKnowledge': 'our own files',
  'io/runbook/cluster-lock.ts readLocks': 'asks controllers by a command that has a target',
  'io/runbook/shipped-runbooks.ts readShippedRunbooks': 'our own files',
  'io/ssh/explain-sudo.ts:16': 'the first line of what was printed, whatever it is',
  'io/ssh/read-range.ts readRange': 'hands bytes on as they are',
};

/** Longer texts take their time, and call nothing else. */
const mostBytes = 16_000;

interface Place {
  readonly path: string;
  /** Empty for a function that is the value of `read:`. */
  readonly name: string;
  /** In the file, in UTF-16 units from 0. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
}

/** Functions of core and io that read what comes from outside, by their names and parameters. */
function readersIn(path: string): Place[] {
  const text = readFileSync(join(project, path), 'utf8');
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const functions = /^export (?:async )?function\*? (\w+)(?:<[^\n]*?>)?\(([^)]*)\)/gm;
  const exported = [...text.matchAll(functions)].flatMap(({ 1: name = '', 2: parameters = '', index }) =>
    (readerName.test(name) && !name.endsWith('Command')) || /: CommandOutput\b/.test(parameters)
      ? [{ path, name, offset: index, line: lineAt(index) }]
      : [],
  );
  if (!/^(?:core\/(?:cluster|runbook)|io\/ssh)\//.test(path)) return exported;
  // Commands and probes read what was printed with a function at its place.
  const values = [...text.matchAll(/(?<=^ +read: )(?=\(?\{?\w[^\n]*=>|\(\{)/gm)];
  return [...exported, ...values.map(({ index }) => ({ path, name: '', offset: index, line: lineAt(index) }))];
}

function readers(): Place[] {
  const files = ['core', 'io'].flatMap(folder =>
    readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  return files.sort().flatMap(readersIn);
}

const labelOf = ({ path, name, line }: Place) => (name === '' ? `${path}:${line}` : `${path} ${name}`);

/** Gives every target its seeds, and tells which functions were called. */
async function calledFunctions(): Promise<(place: Place) => boolean> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  for (const { name, seeds, read } of fuzzedReaders) {
    try {
      for (const seed of seeds.filter(({ length }) => length < mostBytes)) await read(seed);
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).stack}`);
    }
  }
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  const calls = new Map(result.map(({ url, functions }) => [url, functions]));
  return ({ path, name, offset }) => {
    const functions = calls.get(pathToFileURL(join(project, path)).href) ?? [];
    return functions.some(
      ({ functionName, ranges }) =>
        (name === '' ? ranges[0]?.startOffset === offset : functionName === name) && (ranges[0]?.count ?? 0) > 0,
    );
  };
}

describe('every reader of what strangers write', () => {
  const found = readers();

  it('is given wrong and hostile input by a target of its own or of what calls it', async () => {
    assert.ok(found.length > 80, `only ${found.length} readers were found`);
    const isCalled = await calledFunctions();
    const left = found.filter(place => !isCalled(place)).map(labelOf);
    assert.deepEqual(
      left.filter(label => notOfStrangers[label] === undefined),
      [],
      'Add a target for them to test/fuzz, or say in every-reader.test.ts why they need none.',
    );
  });

  it('exists, where it is said that it needs no target', () => {
    const labels = new Set(found.map(labelOf));
    assert.deepEqual(
      Object.keys(notOfStrangers).filter(label => !labels.has(label)),
      [],
    );
  });
});

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const projectFolder = join(import.meta.dirname, '../..');

/** A way to start the program. */
export interface Program {
  readonly name: string;
  start(args: readonly string[], options?: StartOptions): ChildProcessWithoutNullStreams;
  /** Runs it to its end. */
  run(args: readonly string[], options?: StartOptions & { input?: string | Uint8Array }): Promise<Ended>;
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const source = programOf('the source', [process.execPath, join(projectFolder, 'cli/main.ts')]);
const usersNode = process.env.NOVA_DOCTOR_USERS_NODE;
const bundle = join(projectFolder, 'dist/cli.js');

/** From source, and, in `npm test` (which builds it before), the bundle under the Node that the user has. */
export const programs: readonly Program[] =
  usersNode === undefined ? [source] : [source, programOf('the bundle', [usersNode, bundle])];

if (usersNode !== undefined && !existsSync(bundle)) throw new Error(`${bundle} was not built.`);

function programOf(name: string, command: readonly string[]): Program {
  const [file = '', ...before] = command;
  function start(args: readonly string[], options: StartOptions = {}): ChildProcessWithoutNullStreams {
    const { LANG: _, LC_ALL: __, LC_MESSAGES: ___, ...inherited } = process.env;
    return spawn(file, [...before, ...args], {
      cwd: options.cwd ?? projectFolder,
      env: { ...inherited, ...options.environment },
      stdio: 'pipe',
    });
  }
  return {
    name,
    start,
    run: async (args, options = {}) => {
      const child = start(args, options);
      // A program that does not read its input closes it; that is no fault of the test.
      child.stdin.on('error', () => {});
      child.stdin.end(options.input ?? '');
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (block: Buffer) => stdout.push(block));
      child.stderr.on('data', (block: Buffer) => stderr.push(block));
      const status = await new Promise<number | null>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', resolve);
      });
      return { status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
    },
  };
}

import { fork } from 'node:child_process';

interface LabProcessOptions {
  /** Path of the command line's bundle. */
  readonly program: string;
  readonly folder: string;
  readonly scenario: string;
  /** Of the editor, as `zh-cn`. */
  readonly language: string;
  readonly onText: (text: string) => void;
  /** What is over before it starts. */
  readonly after: Promise<unknown>;
}

export interface LabProcess {
  /** Settles when the cluster can be reached; rejects when it does not start, with what it said. */
  readonly ready: Promise<{ readonly sshConfiguration: string }>;
  /** Ends it; settles when it is gone. */
  end(): Promise<void>;
}

/**
 * Starts `nova-doctor lab` on the Node of the extension host. The channel between both processes ends with either of them, and the lab
 * with the channel: nothing stays behind when a window is closed or its extension host is killed.
 */
export function startLabProcess(options: LabProcessOptions): LabProcess {
  const ending = new AbortController();
  const started = options.after.then(() => startNow(options, ending.signal));
  return {
    ready: started.then(({ ready }) => ready),
    async end() {
      ending.abort();
      const lab = await started.catch(() => undefined);
      await lab?.ended;
    },
  };
}

function startNow({ program, folder, scenario, language, onText }: LabProcessOptions, signal: AbortSignal) {
  const lang = language.toLowerCase().startsWith('zh') ? 'zh-cn' : 'en';
  const child = fork(program, ['lab', '--folder', folder, '--scenario', scenario, '--keep', '--lang', lang], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000);
      onText(text);
    });
  }
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const ready = new Promise<{ sshConfiguration: string }>((resolve, reject) => {
    child.once('message', message => resolve(message as { sshConfiguration: string }));
    child.once('error', reject);
    child.once('exit', status => reject(new Error(said.trim() || `exit ${status}`)));
  });
  const end = () => {
    if (child.connected) child.disconnect();
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  return { ready, ended };
}

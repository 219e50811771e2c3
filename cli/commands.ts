import * as l10n from '@vscode/l10n';
import type { Command } from './command.ts';

interface CommandEntry {
  readonly name: string;
  /** The arguments, as `--help` shows them. */
  readonly usage: string;
  summary(): string;
  /** Loads the command; most of the program is not needed for any one of them. */
  load(): Promise<Command>;
}

/** All commands, in the order of `--help`. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'analyze',
    usage: 'analyze PATH…',
    summary: () => l10n.t('find what is wrong in logs: the cause, its echoes, the evidence'),
    load: async () => (await import('./analyze.ts')).analyzeCommand,
  },
  {
    name: 'trace',
    usage: 'trace ID PATH…',
    summary: () => l10n.t('follow one request, instance or message through the logs of all hosts'),
    load: async () => (await import('./trace.ts')).traceCommand,
  },
  {
    name: 'lint',
    usage: 'lint PATH…',
    summary: () => l10n.t('judge nova.conf and its neighbours: what causes incidents later'),
    load: async () => (await import('./lint.ts')).lintCommand,
  },
  {
    name: 'explain',
    usage: 'explain WORD',
    summary: () => l10n.t('explain a signature, a root cause or an error number of a database'),
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    name: 'controllers',
    usage: 'controllers',
    summary: () => l10n.t('show the controllers of a deployment and what runs on them'),
    load: async () => (await import('./controllers.ts')).controllersCommand,
  },
  {
    name: 'triage',
    usage: 'triage',
    summary: () => l10n.t('say what is wrong with a cluster, in ten seconds and read-only'),
    load: async () => (await import('./triage.ts')).triageCommand,
  },
  {
    name: 'lab',
    usage: 'lab',
    summary: () => l10n.t('start a simulated cluster on this machine, to try everything on'),
    load: async () => (await import('./lab.ts')).labCommand,
  },
  {
    name: 'runbook',
    usage: 'runbook list | show ID | plan ID | run ID',
    summary: () => l10n.t('repair a cluster, step by step: shown before, agreed to, verified, recorded'),
    load: async () => (await import('./runbook.ts')).runbookCommand,
  },
  {
    name: 'serve',
    usage: 'serve --stdio',
    summary: () => l10n.t('start the language server, for any editor'),
    load: async () => (await import('./serve.ts')).serveCommand,
  },
];

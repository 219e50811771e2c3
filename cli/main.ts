#!/usr/bin/env node
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { sentences } from '../core/text/sentences.ts';
import { shownError } from '../core/text/shown-error.ts';
import { readArguments, unknownText } from './arguments.ts';
import { exitStatus, type Surroundings } from './command.ts';
import { commands } from './commands.ts';
import { useLanguage } from './language.ts';
import { UsageFailure } from './usage-failure.ts';
import { programVersion } from './version.ts';

/** The folder with knowledge, translations and package.json: both `cli` and `dist` lie right in it. */
const projectFolder = join(import.meta.dirname, '..');

main(process.argv.slice(2)).then(
  status => {
    process.exitCode = status;
  },
  error => {
    console.error(shownError(error));
    process.exitCode = exitStatus.bug;
  },
);

async function main(args: readonly string[]): Promise<number> {
  const interruption = new AbortController();
  // The end of a pipe's reader (`| head`) is no failure; `print` hears of it too.
  process.stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  });
  process.once('SIGINT', () => {
    interruption.abort();
    // A second one must not wait for anything.
    process.once('SIGINT', () => process.exit(exitStatus.interrupted));
  });
  const surroundings: Surroundings = {
    environment: process.env,
    projectFolder,
    print,
    complain: text => void process.stderr.write(`${text}\n`),
    signal: interruption.signal,
  };
  try {
    const status = await runCommand(args, surroundings);
    // A signal that came with the last input is heard before the program says that it was done.
    await setImmediate();
    return interruption.signal.aborted ? exitStatus.interrupted : status;
  } catch (error) {
    if (interruption.signal.aborted) return exitStatus.interrupted;
    if (!(error instanceof UsageFailure)) throw error;
    surroundings.complain(`nova-doctor: ${error.message}`);
    return exitStatus.usage;
  }
}

async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const language = wantedLanguage(args);
  if (!useLanguage(language, surroundings.environment, projectFolder)) {
    throw new UsageFailure(l10n.t('There is no language {0}: it is one of {1}.', language ?? '', 'en, zh-cn'));
  }
  const [name, ...rest] = withoutLeadingLanguage(args);
  if (name === undefined) {
    surroundings.complain(helpText());
    return exitStatus.usage;
  }
  if (name === '--version') {
    await surroundings.print(`${programVersion(projectFolder)}\n`);
    return exitStatus.fine;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    const topic = withoutLeadingLanguage(rest).find(word => !word.startsWith('-'));
    await surroundings.print(`${topic === undefined ? helpText() : (await loadCommand(topic)).help()}\n`);
    return exitStatus.fine;
  }
  const command = await loadCommand(name);
  const read = readArguments(rest, command.options);
  if (read.boolean('help')) {
    await surroundings.print(`${command.help()}\n`);
    return exitStatus.fine;
  }
  return await command.run(read, surroundings);
}

async function loadCommand(name: string) {
  const found = commands.find(command => command.name === name);
  if (found) return await found.load();
  const isOption = name.startsWith('-');
  const candidates = isOption ? ['help', 'version'] : commands.map(command => command.name);
  const text = unknownText(isOption ? 'option' : 'command', name, candidates, isOption ? '--' : '');
  throw new UsageFailure(sentences(text, l10n.t('See: nova-doctor --help')));
}

/** The language is needed before the arguments are checked, for the messages about them. */
function wantedLanguage(args: readonly string[]): string | undefined {
  const index = args.indexOf('--lang');
  if (index !== -1) return args[index + 1];
  return args.find(word => word.startsWith('--lang='))?.slice('--lang='.length);
}

/** `--lang` may also stand before the command, or behind `--help`. */
function withoutLeadingLanguage(args: readonly string[]): readonly string[] {
  if (args[0] === '--lang') return args.slice(2);
  return args[0]?.startsWith('--lang=') ? args.slice(1) : args;
}

function helpText(): string {
  const width = Math.max(...commands.map(command => command.usage.length)) + 3;
  const list = commands.map(command => `  nova-doctor ${command.usage.padEnd(width)}${command.summary()}`);
  return [
    l10n.t('Nova Doctor finds the root cause of incidents of OpenStack Nova in its logs.'),
    '',
    ...list,
    '',
    l10n.t('nova-doctor COMMAND --help shows the options of a command; --lang en|zh-cn sets the language.'),
    l10n.t(
      'Exit status: 0 nothing found, 1 something found, 2 bad usage or unreadable input, 3 a runbook stopped, 130 interrupted.',
    ),
  ].join('\n');
}

/** Waits until the text is taken, so that nothing is lost when the program ends and nothing piles up in memory. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, error => {
      const isClosed = (error as NodeJS.ErrnoException | null | undefined)?.code === 'EPIPE';
      if (error && !isClosed) reject(error);
      else resolve();
    });
  });
}

import { EventEmitter } from 'node:events';
import { type Blocks, fillBlock } from './blocks.ts';
import type { LabEvent } from './state.ts';

/** Where kolla keeps nova's logs on the host. */
export const logFolder = '/var/lib/docker/volumes/kolla_logs/_data/nova';
/** The clocks of the controllers are on UTC+8, as in the sample incident. */
export const zoneMinutes = 480;

/** The same as `date +%z` prints it: `+0800`. */
export const zoneText = `+${twoDigits(Math.floor(zoneMinutes / 60))}${twoDigits(zoneMinutes % 60)}`;

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
/** A log that is larger is rotated. */
const mostBytes = 4 * 1024 * 1024;

interface LogFile {
  blocks: Buffer[];
  bytes: number;
  lastWrite: number;
}

/** The logs of all controllers, which only grow; a full one is rotated, and one old one is kept. */
export interface LogFiles {
  write(event: Extract<LabEvent, { kind: 'log' }>): void;
  /** Adds text as it is. */
  append(controller: string, path: string, text: string, at: number): void;
  paths(controller: string): string[];
  read(controller: string, path: string): Buffer | undefined;
  status(controller: string, path: string): { readonly bytes: number; readonly lastWrite: number } | undefined;
  /** Is told what is added to a log; gives how to end that. */
  follow(controller: string, path: string, take: (block: Buffer) => void): () => void;
}

export function createLogFiles(lines: Blocks): LogFiles {
  const files = new Map<string, LogFile>();
  const grown = new EventEmitter().setMaxListeners(0);
  const keyOf = (controller: string, path: string) => `${controller}:${path}`;

  function append(controller: string, path: string, text: string, at: number): void {
    const key = keyOf(controller, path);
    const block = Buffer.from(text);
    let file = files.get(key);
    if (file && file.bytes + block.length > mostBytes) {
      files.set(`${key}.1`, file);
      file = undefined;
    }
    file ??= { blocks: [], bytes: 0, lastWrite: at };
    file.blocks.push(block);
    file.bytes += block.length;
    file.lastWrite = at;
    files.set(key, file);
    grown.emit(key, block);
  }

  return {
    append,
    write({ controller, service, block, at, values }) {
      append(controller, `${logFolder}/${service}.log`, logText(lines, block, at, values), at);
    },
    paths: controller =>
      [...files.keys()].filter(key => key.startsWith(`${controller}:`)).map(key => key.slice(controller.length + 1)),
    read(controller, path) {
      const file = files.get(keyOf(controller, path));
      if (!file) return undefined;
      if (file.blocks.length > 1) file.blocks = [Buffer.concat(file.blocks)];
      return file.blocks[0] ?? Buffer.alloc(0);
    },
    status: (controller, path) => files.get(keyOf(controller, path)),
    follow(controller, path, take) {
      const key = keyOf(controller, path);
      grown.on(key, take);
      return () => grown.off(key, take);
    },
  };
}

function logText(lines: Blocks, block: string, at: number, values: Readonly<Record<string, string | number>>): string {
  const filled = fillBlock(lines, block, values);
  // Most lines of a traceback have the same time.
  const times = new Map<string, string>();
  return filled.replace(/\{time(?:\+(\d+))?\}/g, (_, more = '0') => {
    const time = times.get(more) ?? logTime(at + Number(more));
    times.set(more, time);
    return time;
  });
}

/** `2024-08-02 09:39:40.985` in the zone of the controllers. */
function logTime(at: number): string {
  return new Date(at + zoneMinutes * 60_000).toISOString().replace('T', ' ').slice(0, 23);
}

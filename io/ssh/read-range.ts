import type { ControllerFailure } from '../../core/cluster/failure.ts';
import { isFailure } from '../../core/cluster/failure.ts';
import { fileRangeCommand } from '../../core/cluster/files.ts';
import { type OpenChannel, runCommand } from './run-command.ts';
import type { ReadOptions } from './transport.ts';

/** Reads a part of a file through the shell, so that it works with sudo and where sshd offers no SFTP. */
export async function readRange(
  host: string,
  open: OpenChannel,
  range: { readonly path: string; readonly start: number; readonly length: number },
  { become = 'none', signal }: ReadOptions = {},
): Promise<Uint8Array | ControllerFailure> {
  const blocks: Uint8Array[] = [];
  let size = 0;
  // Whoever sends more than was asked for is not listened to any longer: memory is not for a stranger to fill.
  const enough = new AbortController();
  const command = fileRangeCommand(range.path, range.start, range.length, become === 'sudo');
  const reading = await runCommand(host, open, command, {
    become,
    keptBytes: 64 * 1024,
    signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal,
    onOutput: (block, from) => {
      if (from !== 'output' || enough.signal.aborted) return;
      blocks.push(block);
      size += block.length;
      if (size > range.length) enough.abort();
    },
  });
  if (enough.signal.aborted && signal?.aborted !== true) {
    return { failed: 'output-unreadable', host, program: range.path, detail: `more than ${range.length} bytes` };
  }
  if (typeof reading === 'object' && isFailure(reading)) return reading;
  if (reading === 'read') return Buffer.concat(blocks);
  if (reading === 'no-such-file') return { failed: 'no-such-file', host, program: range.path };
  if (reading === 'permission-denied') return { failed: 'permission-denied', host, detail: range.path };
  return { failed: 'command-failed', host, program: range.path, detail: reading.other };
}

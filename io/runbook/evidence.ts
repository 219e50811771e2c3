import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { EvidenceFile } from '../../core/cluster/actions/outcome.ts';
import { createRedactor } from '../../core/text/redact.ts';

/** Name of the archive in the folder of a run. */
export const evidenceName = 'evidence.tar.gz';

/** Keeps what the commands of a run collected. */
export interface EvidenceKeeper {
  /** Settles with the path of the archive when it holds these files as well. */
  keep(files: readonly EvidenceFile[]): Promise<string>;
}

/** @param folder of the run. Secrets are taken out of every text; the same secret is the same pseudonym in all of them. */
export function createEvidenceKeeper(folder: string): EvidenceKeeper {
  const files = new Map<string, string>();
  const { redact } = createRedactor();
  let last: Promise<unknown> = Promise.resolve();
  return {
    keep(added) {
      for (const { name, text } of added) files.set(name, redact(text));
      const written = last.then(() => writeArchive(folder, files));
      last = written.catch(() => undefined);
      return written;
    },
  };
}

/** Writes the whole archive anew: what others see is the old one or the new one. */
async function writeArchive(folder: string, files: ReadonlyMap<string, string>): Promise<string> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  const path = join(folder, evidenceName);
  const writing = pipeline(archive, createGzip(), createWriteStream(`${path}.new`, { mode: 0o600 }));
  for (const [name, text] of files) archive.entry({ name, mode: 0o600 }, text);
  archive.finalize();
  await writing;
  await rename(`${path}.new`, path);
  return path;
}

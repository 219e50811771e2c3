import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Something that reads what strangers write. */
export interface FuzzedReader {
  readonly name: string;
  /** Texts as they really come. */
  readonly seeds: readonly Buffer[];
  /** Reads bytes; a throw is a finding. */
  readonly read: (bytes: Buffer) => unknown;
}

export const project = join(import.meta.dirname, '../..');
export const fixtures = join(project, 'test/fixtures');

/** Files below a folder of fixtures whose names match, unpacked where they are packed, the smallest ones first. */
export function seedsFrom(folder: string, names: RegExp, most = 40): Buffer[] {
  const found = readdirSync(join(fixtures, folder), { recursive: true, encoding: 'utf8' }).filter(name =>
    names.test(name),
  );
  const read = found.map(name => {
    const bytes = readFileSync(join(fixtures, folder, name));
    return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  });
  const seeds = read.sort((one, other) => one.length - other.length).slice(0, most);
  assert.ok(seeds.length > 0, `${folder} has no file like ${names}`);
  return seeds;
}

export const texts = (...lines: string[]) => lines.map(line => Buffer.from(line));

export const asText = (read: (text: string) => unknown) => (bytes: Buffer) => read(bytes.toString());

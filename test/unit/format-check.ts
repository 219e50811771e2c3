import type { BytesCoding } from '../../core/features/log-text.ts';
import type { Entry } from '../../core/log/entry.ts';
import { createEntryReader } from '../../core/log/entry-reader.ts';
import { type CompiledFormat, compileFormats, type LogFormat } from '../../core/log/format.ts';
import { isoTime } from '../../core/log/time.ts';

/**
 * Prepares formats for reading and rejects those that are faulty: a header that is no regular expression, a format
 * without samples, a sample that is read otherwise than it says.
 * @param formats all formats; the samples of each are read with all of them, for none may take another's lines.
 * @returns the formats that hold, and one sentence for each fault, which names the format.
 */
export function checkFormats(
  formats: readonly LogFormat[],
  coding: BytesCoding,
): { formats: CompiledFormat[]; problems: string[] } {
  const problems: string[] = [];
  const compiled: CompiledFormat[] = [];
  for (const format of formats) {
    try {
      compiled.push(...compileFormats([format]));
    } catch (error) {
      problems.push(`Log format ${format.id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const sound = compiled.filter(({ format }) => {
    const faults = sampleFaults(format, compiled, coding);
    problems.push(...faults.map(fault => `Log format ${format.id}: ${fault}`));
    return faults.length === 0;
  });
  return { formats: sound, problems };
}

/** What is wrong with the samples of one format, in sentences. */
function sampleFaults(format: LogFormat, all: readonly CompiledFormat[], coding: BytesCoding): string[] {
  if (format.samples.length === 0) return ['it has no sample'];
  return format.samples.flatMap((sample, index) => {
    const name = `sample ${index + 1}`;
    const entries = readSample(sample.text, all, coding);
    if (entries.length !== sample.expect.length)
      return [`${name} gives ${entries.length} entries, not ${sample.expect.length}: ${JSON.stringify(entries)}`];
    return sample.expect.flatMap((expected, at) =>
      entryFaults(format, expected, entries[at]!, `${name}, entry ${at + 1}`),
    );
  });
}

function readSample(text: string, formats: readonly CompiledFormat[], coding: BytesCoding): Entry[] {
  const entries: Entry[] = [];
  const reader = createEntryReader({
    formats,
    decode: coding.decode,
    allLevels: true,
    onEntry: entry => entries.push(entry),
  });
  reader.push(coding.encode(text));
  reader.end();
  return entries;
}

function entryFaults(
  format: LogFormat,
  expected: Readonly<Record<string, unknown>>,
  entry: Entry,
  name: string,
): string[] {
  const actual: Record<string, unknown> = { ...entry };
  if (entry.time !== undefined) actual.time = isoTime(entry.time, entry.zoneMinutes);
  const isRead = format.kind === 'header' || format.kind === 'json';
  const wanted = isRead ? { format: format.id, ...expected } : expected;
  return Object.entries(wanted)
    .filter(([key, value]) => actual[key] !== value)
    .map(([key, value]) => `${name}: ${key} is ${JSON.stringify(actual[key])}, not ${JSON.stringify(value)}`);
}

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAnalyzer } from '../../../core/log/analyzer.ts';
import type { Level } from '../../../core/log/entry.ts';
import { createEntryReader } from '../../../core/log/entry-reader.ts';
import { createSignatureMatcher } from '../../../core/log/signature-matcher.ts';
import { decodeUtf8 } from '../../../io/files/decode.ts';
import { readLogKnowledge } from '../../../io/knowledge.ts';
import { projectFolder } from '../../meta/sources.ts';
import { checkedFormats } from '../read-log.ts';

/** Public logs that lie beside the checkout where they are at hand; they are no part of the project. */
const corpora = join(projectFolder, '../shared/corpora');
const logs = existsSync(corpora) ? readdirSync(corpora).filter(name => /\.log(?:\.\d+)?$/.test(name)) : [];
const serious = new Set<Level | undefined>(['WARNING', 'ERROR', 'CRITICAL']);
const { signatures, causes } = readLogKnowledge(join(projectFolder, 'knowledge'));
const matcher = createSignatureMatcher(signatures);

describe('entries of WARNING and above in public logs', () => {
  if (logs.length === 0) {
    it('are counted', function () {
      console.log('      skipped: there are no public logs in ../shared/corpora');
      this.skip();
    });
  }
  for (const name of logs) {
    it(`are known or grouped in ${name}`, () => {
      const { entries, known, unknown } = countKnown(readFileSync(join(corpora, name)));
      const percent = (count: number) => `${((100 * count) / entries).toFixed(1)} %`;
      console.log(`      ${name}: ${entries} entries, ${percent(known)} known, ${percent(unknown)} grouped as unknown`);
      assert.ok(entries > 0);
      assert.ok(known + unknown >= 0.98 * entries);
    });
  }
});

function countKnown(bytes: Uint8Array): { entries: number; known: number; unknown: number } {
  const analyzer = createAnalyzer({ signatures, causes, matcher });
  const file = analyzer.openFile({ path: 'public.log' });
  let entries = 0;
  let known = 0;
  const reader = createEntryReader({
    formats: checkedFormats.formats,
    decode: decodeUtf8,
    onEntry: entry => {
      file.entry(entry);
      if (!serious.has(entry.level)) return;
      entries++;
      if (matcher.match(entry).length > 0) known++;
    },
  });
  reader.push(bytes);
  reader.end();
  file.close(reader.counts);
  const unknown = analyzer.finish().unknown.reduce((sum, { count }) => sum + count, 0);
  return { entries, known, unknown };
}

import assert from 'node:assert/strict';
import { compileFormats, type LogFormat } from '../../core/log/format.ts';
import { readHeader } from '../../core/log/header.ts';
import { checkFormats } from './format-check.ts';
import { checkedFormats, shippedFormats, textCoding } from './read-log.ts';

describe('log formats', () => {
  it('all read their samples as they say', () => {
    assert.deepEqual(checkedFormats.problems, []);
    assert.equal(checkedFormats.formats.length, shippedFormats.length);
  });

  it('have names of their own', () => {
    assert.equal(new Set(shippedFormats.map(format => format.id)).size, shippedFormats.length);
  });

  it('do not take the headers of one another', () => {
    const headers = compileFormats(
      shippedFormats.filter(format => format.kind === 'header' && format.isLastResort !== true),
    );
    for (const { format } of headers) {
      for (const { text } of format.samples) {
        for (const line of text.split('\n')) {
          const readers = headers.filter(
            compiled => readHeader(compiled, line, { year: 1970, near: undefined }) !== undefined,
          );
          assert.ok(readers.length <= 1, `${line} is read by ${readers.map(reader => reader.format.id).join(' and ')}`);
        }
      }
    }
  });

  it('are rejected with a message when a sample is read otherwise', () => {
    const good: LogFormat = {
      id: 'example',
      title: 'An example',
      kind: 'header',
      header: '^(?<level>WARN|ERROR): (?<message>.*)$',
      samples: [{ text: 'WARN: disk is full', expect: [{ level: 'WARNING', message: 'disk is full' }] }],
    };
    const bad: LogFormat = { ...good, id: 'bad', samples: [{ text: 'ERROR: x', expect: [{ level: 'WARNING' }] }] };
    const broken: LogFormat = { ...good, id: 'broken', header: '(' };
    const without: LogFormat = { ...good, id: 'without', samples: [] };
    assert.deepEqual(checkFormats([good], textCoding).problems, []);
    const { formats, problems } = checkFormats([bad], textCoding);
    assert.deepEqual(formats, []);
    assert.deepEqual(problems, ['Log format bad: sample 1, entry 1: level is "ERROR", not "WARNING"']);
    assert.match(checkFormats([broken], textCoding).problems[0] ?? '', /^Log format broken: .*regular expression/);
    assert.deepEqual(checkFormats([without], textCoding).problems, ['Log format without: it has no sample']);
  });
});

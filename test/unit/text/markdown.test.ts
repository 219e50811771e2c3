import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeBlock, codeSpan, escapeMarkdown } from '../../../core/text/markdown.ts';

describe('Markdown from the text of logs', () => {
  it('escapes what would be mark-up', () => {
    assert.equal(
      escapeMarkdown('[x](command:evil) <img> *a* _b_ `c` ~d~ | &lt; $e$ @f #g !h \\i'),
      '\\[x\\](command:evil) \\<img\\> \\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\| \\&lt; \\$e\\$ \\@f \\#g \\!h \\\\i',
    );
  });

  it('breaks bare addresses', () => {
    assert.equal(
      escapeMarkdown('see https://evil.example and www.evil.example'),
      'see https\\://evil.example and www\\.evil.example',
    );
  });

  it('lets no list, heading or further line begin', () => {
    assert.equal(escapeMarkdown('- a\n# b\r\n1. c'), '\\- a \\# b 1. c');
    assert.equal(escapeMarkdown('12. c'), '12\\. c');
  });

  it('takes out control characters and those that turn the direction of text', () => {
    assert.equal(escapeMarkdown('a\u202eb\u0000c\u200bd\u001b[31m'), 'a b c d \\[31m');
  });

  it('shortens', () => {
    assert.equal(escapeMarkdown('x'.repeat(5000)).length, 601);
  });

  it('keeps code inside its fence whatever the text is', () => {
    assert.equal(codeSpan('a'), '`a`');
    assert.equal(codeSpan('a`b``c'), '``` a`b``c ```');
    assert.equal(codeSpan(' '), '');
    assert.equal(codeBlock('a ``` b', 'sh'), '````sh\na ``` b\n````');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', '\n', ' ', '\\') }), text => {
        const span = codeSpan(text);
        if (span === '') return;
        const fence = /^`+/.exec(span)?.[0] ?? '';
        const inside = span.slice(fence.length, -fence.length);
        assert.ok(span.endsWith(fence));
        const runs = [...inside.matchAll(/`+/g)].map(run => run[0].length);
        assert.ok(!runs.includes(fence.length), `${JSON.stringify(text)} would end its fence`);
      }),
    );
  });
});

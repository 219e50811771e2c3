import assert from 'node:assert/strict';
import { sentences } from '../../../core/text/sentences.ts';

describe('sentences', () => {
  it('stand side by side, in Chinese without a blank', () => {
    assert.equal(sentences('One.', '', 'Two.'), 'One. Two.');
    assert.equal(sentences('没有命令 x。', '参见：nova-doctor --help'), '没有命令 x。参见：nova-doctor --help');
    assert.equal(sentences('没有 x', 'y'), '没有 x y');
    assert.equal(sentences(), '');
  });
});

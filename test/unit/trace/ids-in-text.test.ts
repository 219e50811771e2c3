import assert from 'node:assert/strict';
import { idAt, isIdAt } from '../../../core/log/trace/ids-in-text.ts';

const global = 'req-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const own = 'req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3';
const instance = '9f27c3d1-5b0e-4a86-b1d4-7c3e0a95f268';
const message = 'ac4fd8e8451841fe9ecd3db98e975663';
const line = `2026-11-22 14:00:00.300 77 ERROR nova.x [${global} ${own} u p - - -] [instance: ${instance}] Timed out waiting for a reply to message ID ${message}`;

describe('the id that a place of a line means', () => {
  for (const id of [global, own, instance, message]) {
    it(`is the one under the cursor: ${id}`, () => {
      assert.equal(idAt(line, line.indexOf(id) + 5), id);
      assert.equal(isIdAt(line, line.indexOf(id)), true);
      assert.equal(isIdAt(line, line.indexOf(id) + id.length), true);
    });
  }

  it('is else the request of the line, else its instance', () => {
    assert.equal(idAt(line, 3), own);
    assert.equal(isIdAt(line, 3), false);
    assert.equal(idAt(`x [-] [instance: ${instance}] VM Started (Lifecycle Event)`, 0), instance);
  });

  it('is nothing where there is none', () => {
    assert.equal(idAt('2026-11-22 14:00:00.300 77 INFO nova.x [-] 7c3e0a95f268', 50), undefined);
    assert.equal(idAt('', 0), undefined);
  });
});

import assert from 'node:assert/strict';
import ssh2 from 'ssh2';
import { newKeyPair } from '../../../lab/keys.ts';

describe('keys of the lab', () => {
  it('can be read, whatever they begin with', () => {
    // Of so many keys of the library's own some would be broken, all but for one case in ten thousand.
    for (let count = 0; count < 2500; count++) {
      const pair = newKeyPair();
      assert.ok(!(ssh2.utils.parseKey(pair.private) instanceof Error));
      assert.ok(!(ssh2.utils.parseKey(pair.public) instanceof Error));
    }
  });
});

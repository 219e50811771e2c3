import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { follow } from './follow.ts';

/** Logs of a public test cloud (Yoga's format, DEBUG), which lie beside the checkout where they are at hand. */
const corpora = fileURLToPath(new URL('../../../../shared/corpora', import.meta.url));

describe('traces through the logs of a public cloud', () => {
  before(function () {
    if (existsSync(corpora)) return;
    console.log(`      skipped: there is no folder ${corpora}`);
    this.skip();
  });

  it('follow a call to a conductor that was not running', async () => {
    const trace = await follow('e7ba8b0a34d046be8aa3cbad1a98a160', [corpora]);
    assert.equal(trace.kind, 'message');
    assert.deepEqual(trace.call, {
      topic: 'conductor',
      answer: 'none-seen',
      lateByMs: undefined,
      requestId: 'req-242f2e73-68ff-4019-84af-47b6a51bdd46',
      service: 'nova-compute',
      host: trace.call?.host,
    });
    assert.equal(trace.outcome.state, 'failed');
    assert.equal(trace.outcome.tookMs, 10_008);
    assert.match(trace.brokeAt!.text, /^Timed out waiting for nova-conductor\./);
    assert.equal(trace.entries[trace.brokeAt!.entry]!.line, 96);
  });

  it('follow a request that lasts as long as its service, within bounds', async () => {
    const trace = await follow('req-4215634a-130e-4473-b9a3-045c25aa4e96', [corpora]);
    assert.equal(trace.operation?.id, 'periodic-task');
    assert.equal(trace.stages.length, 0);
    assert.ok(trace.entries.length > 2000);
    assert.ok(trace.leftOut > 0);
  });
});

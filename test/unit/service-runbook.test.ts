import assert from 'node:assert/strict';
import { type ServiceAction, serviceRunbook } from '../../core/runbook/service-runbook.ts';
import { english } from '../../core/text/l10n.ts';

const step = (action: ServiceAction) => serviceRunbook(action, 'nova-conductor', 'ctl2', english).steps[0]!;

describe('the runbook of a service of one controller', () => {
  it('is one change on that controller that must last', () => {
    const runbook = serviceRunbook('stop', 'nova-conductor', 'ctl2', english);
    assert.equal(runbook.title, 'Stop nova-conductor on ctl2');
    assert.equal(runbook.steps.length, 1);
    const { effect, on, run, verify } = step('stop');
    assert.equal(effect, 'change');
    assert.equal(on, 'ctl2');
    assert.deepEqual(run?.arguments, { service: 'stop', name: 'nova-conductor' });
    assert.deepEqual(
      verify.map(check => [check.probe, check.expectations.is, check.for]),
      [['service', 'stopped', '20s']],
    );
  });

  it('is taken back by its opposite; nothing takes a restart back', () => {
    assert.deepEqual(step('stop').undo?.run?.arguments, { service: 'start', name: 'nova-conductor' });
    assert.equal(step('stop').undo?.verify[0]?.expectations.is, 'running');
    assert.deepEqual(step('start').undo?.run?.arguments, { service: 'stop', name: 'nova-conductor' });
    assert.equal(step('restart').undo, undefined);
    assert.equal(step('restart').verify[0]?.expectations.is, 'running');
  });
});

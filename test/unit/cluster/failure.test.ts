import assert from 'node:assert/strict';
import { failureText } from '../../../core/cluster/failure.ts';
import { english } from '../../../core/text/l10n.ts';

describe('A failure of a controller', () => {
  it('bears the name that people know, and the address that the inventory gives to it', () => {
    const text = failureText({ failed: 'timed-out', host: '10.77.0.12', controller: 'ctl2' }, english);
    assert.match(text, /^ctl2 \(10\.77\.0\.12\): no answer in time\./);
  });

  it('bears one name where both are the same', () => {
    const text = failureText({ failed: 'timed-out', host: 'ctl2', controller: 'ctl2' }, english);
    assert.match(text, /^ctl2: no answer in time\./);
  });

  it('says what to type with what SSH knows the host by', () => {
    const text = failureText({ failed: 'authentication-refused', host: '10.77.0.12', controller: 'ctl2' }, english);
    assert.match(text, /^ctl2 \(10\.77\.0\.12\): .*Try: ssh 10\.77\.0\.12$/);
  });

  it('names the controller where sudo refuses, too', () => {
    const failure = { failed: 'sudo-refused', host: '10.77.0.12', controller: 'ctl2', program: 'docker ps' } as const;
    assert.match(failureText(failure, english), /^ctl2 \(10\.77\.0\.12\): sudo /);
  });
});

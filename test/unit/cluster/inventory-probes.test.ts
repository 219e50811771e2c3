import assert from 'node:assert/strict';
import { isProbeFailure } from '../../../core/cluster/probe.ts';
import { readConfigurationList } from '../../../core/cluster/probes/configuration.ts';
import { readPackages } from '../../../core/cluster/probes/packages.ts';
import { outputOf } from './captured.ts';

describe('what a controller has installed', () => {
  it('is told by dpkg-query', () => {
    const versions = readPackages(
      outputOf(
        'package installed nova-conductor 3:29.2.0-0ubuntu1\npackage not-installed haproxy \npackage installed rabbitmq-server 3.12.1-1ubuntu1.2\n',
      ),
    );
    assert.ok(!isProbeFailure(versions));
    assert.deepEqual(
      [...versions],
      [
        ['nova-conductor', '3:29.2.0-0ubuntu1'],
        ['rabbitmq', '3.12.1-1ubuntu1.2'],
      ],
    );
  });

  it('is told by rpm, which names services in its own way', () => {
    const versions = readPackages(
      outputOf(
        'package installed openstack-nova-api 29.2.1-1.el9\npackage openstack-nova-conductor is not installed\npackage installed libvirt-daemon 10.0.0-6.el9\n',
      ),
    );
    assert.ok(!isProbeFailure(versions));
    assert.deepEqual(
      [...versions],
      [
        ['nova-api', '29.2.1-1.el9'],
        ['libvirt', '10.0.0-6.el9'],
      ],
    );
  });

  it('is not known where neither is there', () => {
    const failure = readPackages({
      status: 127,
      standardOutput: '',
      standardError: 'dpkg-query and rpm: not found',
      isCut: false,
    });
    assert.ok(isProbeFailure(failure));
    assert.equal(failure.unreadable, 'not-installed');
  });

  it('has configuration files, with blanks in their names too', () => {
    assert.deepEqual(readConfigurationList(outputOf('configuration 1204 1795348800 /etc/nova/nova api.conf\n')), [
      { path: '/etc/nova/nova api.conf', bytes: 1204, lastWrite: 1_795_348_800 },
    ]);
  });
});

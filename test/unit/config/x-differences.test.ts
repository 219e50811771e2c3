import assert from 'node:assert/strict';
import { x049 } from '../../../core/config/rules/x049.ts';
import { checkRules } from './lint-fixture.ts';

describe('X049', () => {
  const shared = '[DEFAULT]\nmy_ip = 10.0.0.1\n[database]\nmax_pool_size = 10\n';

  it('points at the controller that differs from the others', () => {
    const [finding] = checkRules([x049], {
      'ctl1/etc/nova/nova.conf': shared,
      'ctl2/etc/nova/nova.conf': shared.replace('10.0.0.1', '10.0.0.2'),
      'ctl3/etc/nova/nova.conf': '[DEFAULT]\nmy_ip = 10.0.0.3\n[database]\nmax_pool_size = 50\n# ^^^ X049 warning\n',
    });
    assert.match(finding?.message ?? '', /\[database\]max_pool_size .* ctl3/);
    assert.equal(finding?.related?.length, 2);
  });

  it('knows that addresses of the host itself have to differ', () => {
    checkRules([x049], {
      'ctl1/etc/nova/nova.conf': '[DEFAULT]\nmy_ip = 10.0.0.1\n[libvirt]\nlive_migration_inbound_addr = 10.0.0.1\n',
      'ctl2/etc/nova/nova.conf': '[DEFAULT]\nmy_ip = 10.0.0.2\n[libvirt]\nlive_migration_inbound_addr = 10.0.0.2\n',
    });
  });

  it('leaves an address alone that all name alike, and that one of them has', () => {
    const url = 'transport_url = rabbit://nova@10.0.0.1:5672//';
    checkRules([x049], {
      'ctl1/etc/nova/nova.conf': `[DEFAULT]\nmy_ip = 10.0.0.1\n${url}\n`,
      'ctl2/etc/nova/nova.conf': `[DEFAULT]\nmy_ip = 10.0.0.2\n${url}\n`,
      'ctl3/etc/nova/nova.conf': `[DEFAULT]\nmy_ip = 10.0.0.3\n${url}\n`,
    });
  });

  it('takes a default that is written out for the same as none', () => {
    checkRules([x049], {
      'ctl1/etc/nova/nova.conf': '[database]\nmax_overflow = 50\n',
      'ctl2/etc/nova/nova.conf': '[database]\nmax_pool_size = 5\n',
    });
  });

  it('does not compare different services', () => {
    checkRules([x049], {
      'ctl1/etc/kolla/nova-api/nova.conf': '[database]\nmax_pool_size = 10\n',
      'ctl2/etc/kolla/nova-conductor/nova.conf': '[database]\nmax_pool_size = 20\n',
    });
  });
});

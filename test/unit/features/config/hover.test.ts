import assert from 'node:assert/strict';
import { serviceWith } from './marked-config.ts';

const workspace = { '/w/.nova-doctor.yaml': 'release: "2025.1"\n' };

function hover(files: Readonly<Record<string, string>>): string | undefined {
  const { service, path, offset } = serviceWith({ ...workspace, ...files });
  return service.hover(path, offset)?.markdown;
}

describe('hover on an option', () => {
  it('tells its facts, our line about it, and where its reference is', () => {
    const text = hover({ '/w/nova.conf': '[database]\nmax_pool‸_size = 10\n' }) ?? '';
    assert.match(text, /\\\[database\\\]max\\_pool\\_size/);
    assert.match(text, /Connections that a process keeps open\\?\./);
    assert.match(text, /integer · default `5`/);
    assert.match(text, /Effective: `10`, from `nova\.conf` line 2/);
    assert.match(
      text,
      /https:\/\/docs\.openstack\.org\/nova\/2025\.1\/configuration\/config\.html#database\.max_pool_size/,
    );
  });

  it('tells which file wins', () => {
    const text = hover({
      '/w/nova.conf': '[database]\nmax_pool‸_size = 10\n',
      '/w/nova.conf.d/10-pool.conf': '# mine\n[database]\nmax_pool_size = 20\n',
    });
    assert.match(text ?? '', /Effective: `20`, from `10-pool\.conf` line 3/);
  });

  it('tells what numbers mean', () => {
    assert.match(
      hover({ '/w/nova.conf': '[database]\nconnection_recycle_time = 540‸0\n' }) ?? '',
      /`5400` \(1 h 30 min\)/,
    );
  });

  it('shows no secret', () => {
    const text = hover({ '/w/nova.conf': '[database]\nconnec‸tion = mysql+pymysql://nova:Tr0ub4dor@vip/nova\n' }) ?? '';
    assert.match(text, /a secret, not shown/);
    assert.ok(!text.includes('Tr0ub4dor'));
  });

  it('tells what became of names of other releases', () => {
    assert.match(hover({ '/w/nova.conf': '[database]\nidle_‸timeout = 10\n' }) ?? '', /Renamed|Removed|former/);
    assert.equal(hover({ '/w/nova.conf': '[database]\nnon‸sense = 10\n' }), undefined);
  });
});

describe('hover in the files of neighbours', () => {
  it('explains what matters for connections', () => {
    assert.match(hover({ '/w/my.cnf': '[mysqld]\nwait_‸timeout = 3600\n' }) ?? '', /`3600` \(1 h\)/);
    assert.match(hover({ '/w/haproxy.cfg': 'defaults\n  timeout client 36‸00\n' }) ?? '', /`3600` \(3\.6 s\)/);
    const mycat =
      '<?xml version="1.0"?>\n<mycat:server xmlns:mycat="http://io.mycat/"><system><property name="sqlExecuteTimeout">30‸0</property></system></mycat:server>\n';
    assert.match(hover({ '/w/server.xml': mycat }) ?? '', /`300` \(5 min\)/);
    assert.match(hover({ '/w/.nova-doctor.yaml': 'counts:\n  co‸res: 16\n' }) ?? '', /Processor cores/);
  });

  it('is silent in files of others', () => {
    assert.equal(hover({ '/w/openssl.cnf': '[req]\nwait_‸timeout = 3600\n' }), undefined);
    assert.equal(hover({ '/w/server.xml': '<Server><Service name="a‸"/></Server>' }), undefined);
    assert.equal(hover({ '/w/setup.cfg': '[metadata]\nna‸me = x\n' }), undefined);
  });
});

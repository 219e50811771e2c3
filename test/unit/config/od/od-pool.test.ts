import assert from 'node:assert/strict';
import { od005 } from '../../../../core/config/rules/od005.ts';
import { od006 } from '../../../../core/config/rules/od006.ts';
import { od007 } from '../../../../core/config/rules/od007.ts';
import { od008 } from '../../../../core/config/rules/od008.ts';
import { od009 } from '../../../../core/config/rules/od009.ts';
import { od010 } from '../../../../core/config/rules/od010.ts';
import { od042 } from '../../../../core/config/rules/od042.ts';
import { od046 } from '../../../../core/config/rules/od046.ts';
import { od047 } from '../../../../core/config/rules/od047.ts';
import { od048 } from '../../../../core/config/rules/od048.ts';
import { findInNovaConf, findMarked, fixed } from './od-fixture.ts';

describe('OD005: a pool of size 0 under SQLAlchemy 2.0', () => {
  const text = `[database]
max_pool_size = 0
                ^
`;
  it('is reported, in every group', () => {
    const [finding] = findInNovaConf(od005, text);
    assert.equal(finding?.severity, 'warning');
    assert.equal(finding?.option, '[database]max_pool_size');
    assert.equal(fixed(finding, text), '[database]\nmax_pool_size = 5\n');
    findInNovaConf(od005, '[api_database]\nmax_pool_size = 0\n                ^\n');
  });

  it('is nothing with another size, or under SQLAlchemy 1.4', () => {
    findInNovaConf(od005, '[database]\nmax_pool_size = 1\n');
    findInNovaConf(od005, '[database]\nmax_pool_size = 0\n', '2024.1');
  });
});

describe('OD006: a pool of size 0 under SQLAlchemy 1.4', () => {
  it('is limited by max_overflow', () => {
    const [finding] = findInNovaConf(od006, '[database]\nmax_pool_size = 0\n                ^\n', 'zed');
    assert.equal(finding?.severity, 'warning');
    assert.match(finding.message, /max_overflow = 50/);
    const [api] = findInNovaConf(od006, '[api_database]\nmax_pool_size = 0\n                ^\n', 'wallaby');
    assert.match(api!.message, /max_overflow = 10/);
  });

  it('is an error without overflow', () => {
    const text = '[database]\nmax_overflow = 0\nmax_pool_size = 0\n                ^\n';
    assert.equal(findInNovaConf(od006, text, 'zed')[0]?.severity, 'error');
  });

  it('is nothing under SQLAlchemy 2.0, or where another rule speaks about the overflow', () => {
    findInNovaConf(od006, '[database]\nmax_pool_size = 0\n', '2024.2');
    findInNovaConf(od006, '[database]\nmax_pool_size = 0\nmax_overflow = -1\n', 'zed');
  });
});

describe('OD007: a negative pool size', () => {
  it('is an error', () => {
    const text = '[database]\nmax_pool_size = -1\n                ^^\n';
    const [finding] = findInNovaConf(od007, text);
    assert.equal(finding?.severity, 'error');
    assert.equal(fixed(finding, text), '[database]\nmax_pool_size = 5\n');
  });

  it('is nothing from 0 on, and where it is filled in later', () => {
    findInNovaConf(od007, '[database]\nmax_pool_size = 0\n[api_database]\nmax_pool_size = {{ size }}\n');
  });
});

describe('OD008: no limit on the overflow', () => {
  it('is reported, also under a former name', () => {
    findInNovaConf(od008, '[api_database]\nmax_overflow = -1\n               ^^\n');
    findInNovaConf(od008, '[DEFAULT]\nsql_max_overflow = -1\n                   ^^\n', 'zed');
  });

  it('is nothing with a limit, and left to OD009 below -1', () => {
    findInNovaConf(od008, '[database]\nmax_overflow = 50\n[api_database]\nmax_overflow = -2\n');
  });
});

describe('OD009: an overflow below -1', () => {
  it('is an error', () => {
    const text = '[database]\nmax_overflow = -2\n               ^^\n';
    const [finding] = findInNovaConf(od009, text);
    assert.equal(finding?.severity, 'error');
    assert.equal(fixed(finding, text), '[database]\nmax_overflow = 50\n');
  });

  it('is nothing at -1, and where size 0 takes the limit off anyway', () => {
    findInNovaConf(od009, '[database]\nmax_overflow = -1\n');
    findInNovaConf(od009, '[database]\nmax_pool_size = 0\nmax_overflow = -2\n');
    findInNovaConf(od009, '[database]\nmax_pool_size = 0\nmax_overflow = -2\n               ^^\n', 'zed');
  });
});

describe('OD010: a pool of one connection', () => {
  it('is an error', () => {
    const text = '[database]\nmax_pool_size = 1\nmax_overflow = 0\n               ^\n';
    const [finding] = findInNovaConf(od010, text);
    assert.equal(finding?.severity, 'error');
    assert.equal(fixed(finding, text), '[database]\nmax_pool_size = 1\nmax_overflow = 50\n');
  });

  it('is nothing with two, with the default beside it, and where 0 has another meaning', () => {
    findInNovaConf(od010, '[database]\nmax_pool_size = 1\nmax_overflow = 1\n');
    findInNovaConf(od010, '[database]\nmax_pool_size = 1\n');
    findInNovaConf(od010, '[database]\nmax_pool_size = 0\nmax_overflow = 1\n');
    findInNovaConf(od010, '[database]\nmax_pool_size = {{ size }}\nmax_overflow = 1\n');
  });
});

describe('OD042: one of two pools is tuned', () => {
  const text = `[database]
max_pool_size = 20
max_overflow = 30
[api_database]
^^^^^^^^^^^^^^
connection = mysql+pymysql://nova@db/nova_api
max_overflow = 30
`;
  it('names what the other one lacks, and can copy it', () => {
    const [finding] = findInNovaConf(od042, text);
    assert.match(finding!.message, /max_pool_size/);
    assert.doesNotMatch(finding!.message, /max_overflow/);
    assert.match(fixed(finding, text), /\[api_database\]\nmax_pool_size = 20\nconnection/);
    assert.equal(finding!.related?.length, 1);
    assert.match(finding!.message, /what counts here is max_pool_size = 5/);
    const overflow = text.replaceAll('max_overflow = 30\n', '').replace('= 20', '= 20\nmax_overflow = 30');
    assert.match(findInNovaConf(od042, overflow)[0]!.message, /max_overflow = 50/);
    assert.match(findInNovaConf(od042, overflow, 'wallaby')[0]!.message, /max_overflow = 10/);
  });

  it('repeats nothing that is a mistake itself', () => {
    for (const mistake of ['max_overflow = -1', 'max_overflow = 1000', 'max_pool_size = 0', 'max_pool_size = 500'])
      findInNovaConf(od042, `[database]\n${mistake}\n[api_database]\nconnection = mysql+pymysql://nova@db/a\n`);
  });

  it('is nothing where both are tuned, or where there is no API database', () => {
    findInNovaConf(od042, '[database]\nmax_pool_size = 20\n');
    findInNovaConf(
      od042,
      '[database]\nmax_pool_size = 20\n[api_database]\nconnection = mysql+pymysql://db/a\nmax_pool_size = 5\n',
    );
  });
});

describe('OD046: more connections than threads', () => {
  it('is information', () => {
    const [finding] = findInNovaConf(
      od046,
      '[DEFAULT]\nexecutor_thread_pool_size = 16\n[database]\nmax_pool_size = 40\n                ^^\n',
    );
    assert.equal(finding?.severity, 'info');
  });

  it('is nothing within the margin, behind a web server, or where OD047 speaks', () => {
    findInNovaConf(od046, '[database]\nmax_pool_size = 74\n');
    findInNovaConf(od046, '[database]\nmax_pool_size = 500\n');
    findMarked(od046, { files: { 'nova-api/nova.conf': '[database]\nmax_pool_size = 100\n' } });
  });
});

describe('OD047: a very large pool', () => {
  it('is reported above 100', () => {
    findInNovaConf(od047, '[database]\nmax_pool_size = 101\n                ^^^\n');
  });

  it('is nothing up to 100', () => {
    findInNovaConf(od047, '[database]\nmax_pool_size = 100\n');
  });
});

describe('OD048: the pool of placement', () => {
  const placement = (host: string, mark: string) => ({
    'nova.conf': '[database]\nconnection = mysql+pymysql://nova@db/nova\n',
    'placement-api/placement.conf': `[placement_database]
connection = mysql+pymysql://placement@${host}/placement
max_pool_size = 10
${mark}`,
  });

  it('is information where it is on the same server', () => {
    const [finding] = findMarked(od048, { files: placement('DB:3306', '                ^^\n') });
    assert.equal(finding?.severity, 'info');
  });

  it('is nothing on another server', () => {
    findMarked(od048, { files: placement('other', '') });
  });
});

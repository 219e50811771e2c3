import assert from 'node:assert/strict';
import { od011 } from '../../../../core/config/rules/od011.ts';
import { od012 } from '../../../../core/config/rules/od012.ts';
import { od013 } from '../../../../core/config/rules/od013.ts';
import { od014 } from '../../../../core/config/rules/od014.ts';
import { od015 } from '../../../../core/config/rules/od015.ts';
import { od031 } from '../../../../core/config/rules/od031.ts';
import { od032 } from '../../../../core/config/rules/od032.ts';
import { od033 } from '../../../../core/config/rules/od033.ts';
import { od034 } from '../../../../core/config/rules/od034.ts';
import { od035 } from '../../../../core/config/rules/od035.ts';
import { od036 } from '../../../../core/config/rules/od036.ts';
import { findInNovaConf, findMarked, fixed } from './od-fixture.ts';

describe('OD011: pool_timeout against rpc_response_timeout', () => {
  it('is a warning from the same length on', () => {
    const text = '[database]\npool_timeout = 60\n               ^^\n';
    const [finding] = findInNovaConf(od011, text);
    assert.equal(finding?.severity, 'warning');
    assert.equal(fixed(finding, text), '[database]\npool_timeout = 30\n');
  });

  it('points to the other number where a file gives it', () => {
    const text = '[DEFAULT]\nrpc_response_timeout = 20\n[database]\npool_timeout = 30\n               ^^\n';
    const [finding] = findInNovaConf(od011, text);
    assert.equal(finding?.related?.length, 1);
    assert.match(fixed(finding, text), /pool_timeout = 10/);
  });

  it('is nothing below, and for placement', () => {
    findInNovaConf(od011, '[database]\npool_timeout = 30\n');
    findMarked(od011, { files: { 'placement.conf': '[placement_database]\npool_timeout = 90\n' } });
    findInNovaConf(od011, '[DEFAULT]\nrpc_response_timeout = 120\n[database]\npool_timeout = 60\n');
  });
});

describe('OD012: no time to wait', () => {
  it('is a warning at 0 and an error below', () => {
    assert.equal(findInNovaConf(od012, '[database]\npool_timeout = 0\n               ^\n')[0]?.severity, 'warning');
    assert.equal(findInNovaConf(od012, '[database]\npool_timeout = -1\n               ^^\n')[0]?.severity, 'error');
  });

  it('is nothing above, and where it is not set', () => {
    findInNovaConf(od012, '[database]\npool_timeout = 5\n[api_database]\npool_timeout =\n');
  });
});

describe('OD013: pool_timeout against the time for a cell', () => {
  const text = '[database]\npool_timeout = 60\n               ^^\n';
  it('is a warning where nova-api or nova-scheduler may read it', () => {
    findInNovaConf(od013, text);
    findMarked(od013, { files: { 'nova-scheduler/nova.conf': text } });
  });

  it('is nothing below, for the API database and for a conductor', () => {
    findInNovaConf(od013, '[database]\npool_timeout = 59\n[api_database]\npool_timeout = 90\n');
    findMarked(od013, { files: { 'nova-conductor/nova.conf': '[database]\npool_timeout = 90\n' } });
  });
});

describe('OD014: recycling that is off, or constant', () => {
  it('is a warning', () => {
    const text = '[database]\nconnection_recycle_time = -1\n                          ^^\n';
    assert.equal(fixed(findInNovaConf(od014, text)[0], text), '[database]\nconnection_recycle_time = 3600\n');
    findInNovaConf(od014, '[api_database]\nconnection_recycle_time = 0\n                          ^\n');
  });

  it('is nothing for the ten seconds of kolla', () => {
    findInNovaConf(od014, '[database]\nconnection_recycle_time = 10\n');
  });
});

describe('OD015: recycling later than the server closes', () => {
  const text = '[database]\nconnection_recycle_time = 28800\n                          ^^^^^\n';
  it('compares with the default where nothing is known', () => {
    findInNovaConf(od015, text);
  });

  it('leaves it to X001 where something is', () => {
    const unmarked = '[database]\nconnection_recycle_time = 28800\n';
    findMarked(od015, { files: { 'nova.conf': unmarked, '.nova-doctor.yaml': 'database: {waitTimeout: 86400}\n' } });
    findMarked(od015, { files: { 'nova.conf': unmarked, 'my.cnf': '[mysqld]\nwait_timeout = 600\n' } });
    findInNovaConf(od015, '[database]\nconnection_recycle_time = 28799\n');
  });
});

describe('OD031: no test at the start', () => {
  it('is information', () => {
    assert.equal(findInNovaConf(od031, '[database]\nmax_retries = 0\n              ^\n')[0]?.severity, 'info');
    findInNovaConf(od031, '[database]\nmax_retries = -2\n              ^^\n');
  });

  it('is nothing for -1 and for a number', () => {
    findInNovaConf(od031, '[database]\nmax_retries = -1\n[api_database]\nmax_retries = 10\n');
  });
});

describe('OD032: a limited number of attempts', () => {
  it('is information, with the time that it takes', () => {
    const text = '[database]\nmax_retries = 6\n              ^\nretry_interval = 5\n';
    const [finding] = findInNovaConf(od032, text);
    assert.match(finding!.message, /30 s/);
    assert.match(fixed(finding, text), /max_retries = -1/);
  });

  it('is nothing for -1, for the default, and on a compute node', () => {
    findInNovaConf(od032, '[database]\nmax_retries = -1\n[api_database]\nretry_interval = 5\n');
    findMarked(od032, { files: { 'nova-compute/nova.conf': '[database]\nmax_retries = 6\n' } });
  });
});

describe('OD033: no pause', () => {
  it('is a warning at 0 and an error below', () => {
    assert.equal(findInNovaConf(od033, '[database]\nretry_interval = 0\n                 ^\n')[0]?.severity, 'warning');
    assert.equal(findInNovaConf(od033, '[database]\nretry_interval = -5\n                 ^^\n')[0]?.severity, 'error');
  });

  it('is nothing above', () => {
    findInNovaConf(od033, '[database]\nretry_interval = 1\n');
  });
});

describe('OD034: retries that nova does not read', () => {
  it('is information', () => {
    const [finding] = findInNovaConf(od034, '[database]\ndb_max_retries = 0\n^^^^^^^^^^^^^^^^^^\n');
    assert.equal(finding?.severity, 'info');
    findInNovaConf(od034, '[database]\ndb_retry_interval = 0\n^^^^^^^^^^^^^^^^^^^^^\n');
  });

  it('is nothing for usual numbers', () => {
    findInNovaConf(od034, '[database]\ndb_max_retries = 20\ndb_retry_interval = 1\n');
    findInNovaConf(od034, '[database]\ndb_max_retries = -1\n');
  });
});

describe('OD035: pauses that shrink', () => {
  it('is information', () => {
    findInNovaConf(
      od035,
      '[database]\ndb_retry_interval = 20\ndb_max_retry_interval = 10\n                        ^^\n',
    );
  });

  it('is nothing where they grow', () => {
    findInNovaConf(od035, '[database]\ndb_max_retry_interval = 1\n');
  });
});

describe('OD036: statements in the log', () => {
  it('is a warning', () => {
    findInNovaConf(
      od036,
      '[database]\nconnection_debug = 50\n                   ^^\nconnection_trace = True\n                   ^^^^\n',
    );
  });

  it('is nothing below 50, which logs no statement', () => {
    findInNovaConf(od036, '[database]\nconnection_debug = 49\nconnection_trace = False\n');
  });
});

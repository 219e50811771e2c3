import assert from 'node:assert/strict';
import { x025 } from '../../../core/config/rules/x025.ts';
import { x026 } from '../../../core/config/rules/x026.ts';
import { x027 } from '../../../core/config/rules/x027.ts';
import { x028 } from '../../../core/config/rules/x028.ts';
import { x029 } from '../../../core/config/rules/x029.ts';
import { x030 } from '../../../core/config/rules/x030.ts';
import { x031 } from '../../../core/config/rules/x031.ts';
import { x032 } from '../../../core/config/rules/x032.ts';
import { x033 } from '../../../core/config/rules/x033.ts';
import { x034 } from '../../../core/config/rules/x034.ts';
import { x035 } from '../../../core/config/rules/x035.ts';
import { x036 } from '../../../core/config/rules/x036.ts';
import { x037 } from '../../../core/config/rules/x037.ts';
import { findInNovaConf, findMarked, fixed } from './od/od-fixture.ts';

describe('X025: haproxy in front of nova-api', () => {
  const section = (name: string, port: number, timeout: string) =>
    `listen ${name}\n  mode http\n  bind 10.77.0.10:${port}\n  timeout server ${timeout}\n  server a 10.77.0.11:${port}\n`;
  it('is a warning where it waits as long as nova-api, or shorter', () => {
    const text = section('nova_api', 8774, '1m').replace(
      'timeout server 1m\n',
      'timeout server 1m\n                 ^^\n',
    );
    const [finding] = findMarked(x025, { files: { 'nova.conf': '[DEFAULT]\n', 'haproxy.cfg': text } });
    assert.match(fixed(finding, text), /timeout server 90s/);
  });

  it('looks at defaults, and says what nova is set to', () => {
    const text = `defaults
  timeout server 100s
                 ^^^^
frontend osapi
  bind *:8774
  default_backend osapi_back
backend osapi_back
  server a 10.77.0.11:8774
`;
    const files = { 'nova-api/nova.conf': '[DEFAULT]\nrpc_response_timeout = 120\n', 'haproxy.cfg': text };
    const [finding] = findMarked(x025, { files });
    assert.equal(finding?.related?.length, 1);
    assert.match(fixed(finding, text), /backend osapi_back\n +timeout server 150s/);
  });

  it('is nothing with a longer time, for other services, and where nova is not at hand', () => {
    findMarked(x025, { files: { 'nova.conf': '[DEFAULT]\n', 'haproxy.cfg': section('nova_api', 8774, '75s') } });
    findMarked(x025, { files: { 'nova.conf': '[DEFAULT]\n', 'haproxy.cfg': section('nova_metadata', 8775, '1m') } });
    findMarked(x025, { files: { 'haproxy.cfg': section('nova_api', 8774, '1m') } });
    const compute = { 'nova-compute/nova.conf': '[DEFAULT]\n', 'haproxy.cfg': section('nova_api', 8774, '1m') };
    findMarked(x025, { files: compute });
  });
});

describe('X026: an unusual time for calls', () => {
  it('is a warning', () => {
    const text = '[DEFAULT]\nrpc_response_timeout = 30\n                       ^^\n';
    assert.match(fixed(findInNovaConf(x026, text)[0], text), /= 60/);
    findInNovaConf(x026, '[DEFAULT]\nrpc_response_timeout = 600\n                       ^^^\n');
  });

  it('is nothing between 60 and 180, and for the default', () => {
    findInNovaConf(x026, '[DEFAULT]\nrpc_response_timeout = 60\n');
    findInNovaConf(x026, '[DEFAULT]\nrpc_response_timeout = 180\n');
    findInNovaConf(x026, '[DEFAULT]\n');
  });
});

describe('X027: long calls given up first', () => {
  it('is an error', () => {
    const text = '[DEFAULT]\nlong_rpc_timeout = 30\n                   ^^\n';
    const [finding] = findInNovaConf(x027, text);
    assert.equal(finding?.severity, 'error');
    assert.match(fixed(finding, text), /= 1800/);
    findInNovaConf(x027, '[DEFAULT]\nrpc_response_timeout = 3600\n                       ^^^^\n');
  });

  it('is nothing the other way round, and in a fragment that does not say', () => {
    findInNovaConf(x027, '[DEFAULT]\nlong_rpc_timeout = 60\n');
    findMarked(x027, { files: { 'kolla/config/nova.conf': '[DEFAULT]\nlong_rpc_timeout = 30\n' } });
  });
});

describe('X028: no heartbeats', () => {
  it('is a warning', () => {
    findInNovaConf(x028, '[oslo_messaging_rabbit]\nheartbeat_timeout_threshold = 0\n                              ^\n');
  });

  it('is nothing with some', () => {
    findInNovaConf(x028, '[oslo_messaging_rabbit]\nheartbeat_timeout_threshold = 60\n');
  });
});

describe('X029: haproxy in front of RabbitMQ', () => {
  const haproxy = (client: string, server: string, mark = '') =>
    `listen rabbitmq\n  bind 10.77.0.10:5672\n  timeout client ${client}\n${mark}  timeout server ${server}\n  server a 10.77.0.11:5672\n`;
  const nova = '[oslo_messaging_rabbit]\nheartbeat_timeout_threshold = 60\nheartbeat_rate = 2\n';
  it('is a warning where it is not longer than the time between heartbeats', () => {
    const text = haproxy('30s', '3h', '                 ^^^\n');
    const [finding] = findMarked(x029, { files: { 'nova.conf': nova, 'haproxy.cfg': text } });
    assert.equal(finding?.related?.length, 1);
    assert.match(fixed(finding, text), /timeout client 180s/);
  });

  it('is nothing where heartbeats are in time, are off, or for the management port', () => {
    findMarked(x029, { files: { 'nova.conf': nova, 'haproxy.cfg': haproxy('50s', '50s') } });
    const off = '[oslo_messaging_rabbit]\nheartbeat_timeout_threshold = 0\n';
    findMarked(x029, { files: { 'nova.conf': off, 'haproxy.cfg': haproxy('10s', '10s') } });
    const management = haproxy('10s', '10s').replace('5672', '15672').replace('rabbitmq', 'rabbitmq_management');
    findMarked(x029, { files: { 'nova.conf': nova, 'haproxy.cfg': management } });
  });
});

describe('X030: heartbeats in a thread of the system', () => {
  const text = '[oslo_messaging_rabbit]\nheartbeat_in_pthread = true\n';
  const mark = '                       ^^^^\n';
  it('is an error for services in green threads', () => {
    for (const service of ['nova-conductor', 'nova-compute', 'nova-scheduler'])
      assert.equal(
        findMarked(x030, { files: { [`${service}/nova.conf`]: text + mark } })[0]?.severity,
        'error',
        service,
      );
  });

  it('is a warning in a file that several services may share', () => {
    assert.equal(findInNovaConf(x030, text + mark)[0]?.severity, 'warning');
  });

  it('is nothing for web servers, in threads, and when it is off', () => {
    findMarked(x030, { files: { 'nova-api/nova.conf': text } });
    findMarked(x030, { release: '2026.1', files: { 'nova-scheduler/nova.conf': text } });
    findInNovaConf(x030, '[oslo_messaging_rabbit]\nheartbeat_in_pthread = false\n');
  });
});

describe('X031: reports and down time', () => {
  it('is a warning where one missed report is enough', () => {
    const text = '[DEFAULT]\nservice_down_time = 15\n                    ^^\n';
    assert.match(fixed(findInNovaConf(x031, text)[0], text), /= 60/);
    findInNovaConf(x031, '[DEFAULT]\nreport_interval = 40\n                  ^^\n');
  });

  it('is one where a report may wait longer than that', () => {
    findInNovaConf(x031, '[DEFAULT]\nservice_down_time = 60\n                    ^^\nrpc_response_timeout = 120\n');
  });

  it('is nothing for the defaults, however written', () => {
    findInNovaConf(x031, '[DEFAULT]\nservice_down_time = 60\nreport_interval = 10\n');
    findInNovaConf(x031, '[DEFAULT]\nrpc_response_timeout = 120\n');
  });
});

describe('X032: threads and connections to the broker', () => {
  it('is information where somebody chose the numbers', () => {
    findInNovaConf(x032, '[DEFAULT]\nexecutor_thread_pool_size = 200\n                            ^^^\n');
    findInNovaConf(x032, '[oslo_messaging_rabbit]\nrpc_conn_pool_size = 40\n                     ^^\n');
  });

  it('is nothing for the defaults, for enough, and behind a web server', () => {
    findInNovaConf(x032, '[DEFAULT]\nexecutor_thread_pool_size = 64\n');
    findInNovaConf(x032, '[oslo_messaging_rabbit]\nrpc_conn_pool_size = 64\n');
    findMarked(x032, { files: { 'nova-api/nova.conf': '[DEFAULT]\nexecutor_thread_pool_size = 200\n' } });
  });
});

describe('X033: queues declared in different ways', () => {
  const nova = (options: string, host = 'mq1,u:p@mq2') =>
    `[DEFAULT]\ntransport_url = rabbit://u:p@${host}/\n[oslo_messaging_rabbit]\n${options}`;
  it('is an error, with the other file', () => {
    const files = {
      'ctl1/nova.conf': nova('rabbit_quorum_queue = true\n'),
      'cmp1/nova.conf': nova('rabbit_quorum_queue = false\n                      ^^^^^\n'),
    };
    assert.equal(findMarked(x033, { files })[0]?.related?.[0]?.place.path, 'ctl1/nova.conf');
  });

  it('points to the group where an option is missing', () => {
    const files = {
      'ctl1/nova.conf': nova('amqp_durable_queues = true\n'),
      'cmp1/nova.conf': nova('^^^^^^^^^^^^^^^^^^^^^^^\n', 'mq2:5672'),
    };
    findMarked(x033, { files });
  });

  it('is nothing for other brokers, for the same, and for durability beside quorum', () => {
    const quorum = 'rabbit_quorum_queue = true\n';
    findMarked(x033, { files: { 'a/nova.conf': nova(quorum), 'b/nova.conf': nova('', 'other') } });
    findMarked(x033, {
      files: { 'a/nova.conf': nova(quorum), 'b/nova.conf': nova(`${quorum}amqp_durable_queues = true\n`) },
    });
  });
});

describe('X034: kinds of queues that exclude each other', () => {
  it('is an error', () => {
    const text =
      '[oslo_messaging_rabbit]\nrabbit_quorum_queue = true\nrabbit_ha_queues = true\n^^^^^^^^^^^^^^^^^^^^^^^\n';
    assert.doesNotMatch(fixed(findInNovaConf(x034, text)[0], text), /ha_queues/);
    findInNovaConf(
      x034,
      '[oslo_messaging_rabbit]\nrabbit_stream_fanout = true\n^^^^^^^^^^^^^^^^^^^^^^^^^^^\nrabbit_qos_prefetch_count = 1\n',
    );
    findInNovaConf(
      x034,
      '[oslo_messaging_rabbit]\nrabbit_stream_fanout = true\n^^^^^^^^^^^^^^^^^^^^^^^^^^^\nrabbit_transient_quorum_queue = true\n',
    );
  });

  it('is nothing for one kind, and for durability that is only ignored', () => {
    findInNovaConf(x034, '[oslo_messaging_rabbit]\nrabbit_quorum_queue = true\namqp_durable_queues = false\n');
    findInNovaConf(x034, '[oslo_messaging_rabbit]\nrabbit_ha_queues = true\n');
    findInNovaConf(
      x034,
      '[oslo_messaging_rabbit]\nrabbit_stream_fanout = true\nrabbit_transient_quorum_queue = true\nrabbit_qos_prefetch_count = 1\n',
    );
  });
});

describe('X035: brokers that are perhaps none', () => {
  it('is a warning for one that is listed twice', () => {
    findInNovaConf(
      x035,
      '[DEFAULT]\ntransport_url = rabbit://u:p@mq1:5672,u:p@MQ1/\n                                          ^^^\n',
    );
  });

  it('is one for what only one of several files lists', () => {
    const url = (hosts: string) => `[DEFAULT]\ntransport_url = rabbit://${hosts}/\n`;
    const files = {
      'a/nova.conf': url('mq1,mq2'),
      'b/nova.conf': url('mq1,mq2'),
      'c/nova.conf': `${url('mq1,mq9')}                             ^^^\n`,
    };
    assert.match(findMarked(x035, { files })[0]!.message, /mq9/);
  });

  it('is nothing for two files, of which either may be outdated, and for other clusters', () => {
    const url = (hosts: string) => `[DEFAULT]\ntransport_url = rabbit://${hosts}/\n`;
    findMarked(x035, { files: { 'a/nova.conf': url('mq1,mq2'), 'b/nova.conf': url('mq1') } });
    findMarked(x035, {
      files: { 'a/nova.conf': url('mq1'), 'b/nova.conf': url('mq1'), 'c/nova.conf': url('cell1') },
    });
  });
});

describe('X036: a limit for builds', () => {
  it('is a warning below the time for the network', () => {
    const text = '[DEFAULT]\ninstance_build_timeout = 300\n                         ^^^\n';
    assert.match(fixed(findInNovaConf(x036, text)[0], text), /= 0/);
  });

  it('is nothing without one, and with a longer one', () => {
    findInNovaConf(x036, '[DEFAULT]\ninstance_build_timeout = 0\n');
    findInNovaConf(x036, '[DEFAULT]\ninstance_build_timeout = 900\n');
  });
});

describe('X037: the wait for volumes', () => {
  it('is a warning where somebody shortened it', () => {
    findInNovaConf(x037, '[DEFAULT]\nblock_device_allocate_retries = 10\n                                ^^\n');
    findInNovaConf(
      x037,
      '[DEFAULT]\nblock_device_allocate_retries_interval = 1\n                                         ^\n',
    );
  });

  it('is nothing for the default or more: how long volumes take no file can tell', () => {
    findInNovaConf(x037, '[DEFAULT]\nblock_device_allocate_retries = 300\n');
    findInNovaConf(x037, '[DEFAULT]\nblock_device_allocate_retries = 30\nblock_device_allocate_retries_interval = 6\n');
  });
});

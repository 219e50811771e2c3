import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readIniInventory } from '../../../core/cluster/inventory/ini-inventory.ts';
import { expandRanges, hostsOfGroup, inventoryHost } from '../../../core/cluster/inventory/inventory.ts';
import { readVariablesFile, readYamlInventory } from '../../../core/cluster/inventory/yaml-inventory.ts';

const multinode = `# as kolla-ansible's multinode
[control]
ctl[01:03] ansible_user="op s" # remark
ctl9:2222 ansible_host=10.0.0.9
[2001:db8::1]:22

[loadbalancer:children]
control
nowhere

[control:vars]
ansible_ssh_common_args='-o ProxyJump=bastion'
ansible_become=true

[broken:section]
never ansible_host=here

[deployment]
localhost ansible_connection=local
`;

describe('an inventory in INI form', () => {
  const inventory = readIniInventory('inventory/multinode', multinode);

  it('spells out ranges, ports and IPv6 addresses', () => {
    assert.deepEqual(hostsOfGroup(inventory, 'control'), ['ctl01', 'ctl02', 'ctl03', 'ctl9', '2001:db8::1']);
    assert.equal(inventoryHost(inventory, 'ctl9').port, 2222);
    assert.equal(inventoryHost(inventory, '2001:db8::1').port, 22);
  });

  it('follows children', () => {
    assert.deepEqual(hostsOfGroup(inventory, 'loadbalancer'), hostsOfGroup(inventory, 'control'));
  });

  it('merges the variables of groups and hosts', () => {
    assert.deepEqual(inventoryHost(inventory, 'ctl9'), {
      name: 'ctl9',
      address: '10.0.0.9',
      port: 2222,
      commonArguments: '-o ProxyJump=bastion',
    });
    assert.equal(inventoryHost(inventory, 'ctl02').user, 'op s');
    assert.equal(inventoryHost(inventory, 'localhost').connection, 'local');
  });

  it('names what it does not understand, by line', () => {
    assert.deepEqual(inventory.problems, [
      { path: 'inventory/multinode', line: 15, kind: 'bad-section', text: 'broken:section' },
      { path: 'inventory/multinode', line: 9, kind: 'unknown-child', text: 'nowhere' },
    ]);
    assert.deepEqual(hostsOfGroup(inventory, 'broken'), []);
  });

  it('takes the variables of files beside it, those of the host last', () => {
    const around = {
      ofGroup: (name: string) =>
        readVariablesFile(
          name === 'control' ? 'ansible_user: kolla\nansible_port: 2022\nansible_host: "{{ api }}"' : '',
        ),
      ofHost: (name: string) => readVariablesFile(name === 'ctl01' ? 'ansible_user: root' : ''),
    };
    const host = inventoryHost(inventory, 'ctl01', around);
    assert.deepEqual([host.user, host.port, host.address], ['root', 2022, 'ctl01']);
  });

  it('reads no encrypted file', () => {
    const vaulted = readIniInventory('m', '$ANSIBLE_VAULT;1.1;AES256\n3131\n');
    assert.deepEqual([...vaulted.groups], []);
    assert.equal(vaulted.problems[0]?.kind, 'vaulted');
    assert.deepEqual(readVariablesFile('$ANSIBLE_VAULT;1.1;AES256\n3131\n'), {});
  });

  it('lets no two groups contain each other for ever', () => {
    const circle = readIniInventory('m', '[a:children]\nb\n[b:children]\na\n[b]\nctl1\n');
    assert.deepEqual(hostsOfGroup(circle, 'a'), ['ctl1']);
    assert.equal(inventoryHost(circle, 'ctl1').address, 'ctl1');
  });
});

describe('an inventory in YAML form', () => {
  it('has the same hosts and variables', () => {
    const text =
      'all:\n  vars: {ansible_user: root}\n  children:\n    control:\n      hosts:\n        ctl[1:2]: {ansible_port: 2200}\n    loadbalancer:\n      children: {control: }\n';
    const inventory = readYamlInventory('hosts.yml', text);
    assert.deepEqual(hostsOfGroup(inventory, 'loadbalancer'), ['ctl1', 'ctl2']);
    assert.deepEqual(inventoryHost(inventory, 'ctl2'), { name: 'ctl2', address: 'ctl2', port: 2200, user: 'root' });
  });

  it('names where it cannot be read', () => {
    const [problem] = readYamlInventory('hosts.yml', 'all:\n  hosts: [\n').problems;
    assert.equal(problem?.kind, 'unreadable');
  });
});

describe('ranges of host names', () => {
  it('count numbers, with their width, letters and steps', () => {
    assert.deepEqual(expandRanges('a[08:10]'), ['a08', 'a09', 'a10']);
    assert.deepEqual(expandRanges('a[1:9:4]-[a:b]'), ['a1-a', 'a1-b', 'a5-a', 'a5-b', 'a9-a', 'a9-b']);
  });

  it('are refused when they are none, or fill the memory', () => {
    assert.deepEqual(
      [expandRanges('a[1-3]'), expandRanges('a[3:1]'), expandRanges('a[0:99999999]')],
      [undefined, undefined, undefined],
    );
  });
});

describe('readers of inventories', () => {
  it('never throw', () => {
    const piece = fc.constantFrom('[', ']', ':', 'all', 'a', '\n', ' ', '=', '"', "'", '#', '&x', '*x', '- ', '1', '{');
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), pieces => {
        for (const read of [readIniInventory, readYamlInventory]) {
          const inventory = read('m', pieces.join(''));
          for (const host of hostsOfGroup(inventory, 'all').slice(0, 20)) inventoryHost(inventory, host);
        }
      }),
      { numRuns: 500 },
    );
  });
});

import assert from 'node:assert/strict';
import { osloRules } from '../../../core/config/rules/oslo-rules.ts';
import { checkRules, checkTexts, fixed } from './lint-fixture.ts';

/** Checks one file whose findings are marked in it. */
function check(text: string, release = '2025.1') {
  return checkRules(osloRules, { 'nova.conf': text }, { release });
}

describe('The rules on every option', () => {
  it('say what they are about', () => checkTexts(osloRules));

  it('OSLO-unknown: misspelt names, names of other releases, names in the wrong group', () => {
    const text = `[DEFAULT]
compute_drivr = x
# ^^^ OSLO-unknown warning
my-ip = 10.0.0.1
# ^^^ OSLO-unknown warning
use_neutron = true
# ^^^ OSLO-unknown warning
virt_type = kvm
# ^^^ OSLO-unknown warning
{{ item.key }} = 1
[libvirt]
instances_path = /x
# ^^^ OSLO-unknown warning
Virt_Type = qemu
# ^^^ OSLO-unknown warning
[conductor]
workers = 2
gibberish = 2
# ^^^ OSLO-unknown warning
`;
    const findings = check(text);
    const marks = text.replaceAll(/^# \^.*\n/gm, '');
    assert.match(fixed(marks, findings[0]!), /^compute_driver = x$/m);
    assert.match(fixed(marks, findings[1]!), /^my_ip = /m);
    assert.match(findings[2]!.message, /removed in ussuri/);
    assert.match(fixed(marks, findings[3]!), /\[libvirt\]\nvirt_type = kvm\n/);
    assert.match(fixed(marks, findings[4]!), /^\[DEFAULT\]\ninstances_path = \/x\n/);
    assert.equal(findings[6]!.fix, undefined);
  });

  it('OSLO-unknown knows what plug-ins of keystoneauth register, and leaves theirs alone', () => {
    check(`[keystone_authtoken]
auth_type = password
auth_url = http://10.0.0.1:5000
username = nova
user_domain_name = Default
usernme = x
# ^^^ OSLO-unknown warning
of_a_third_party_thing = x
# ^^^ OSLO-unknown info
[neutron]
auth_type = v3oidcpassword
identity_provider = x
region_name = one
[mdev_nvidia-35]
device_addresses = x
[vif_plug_ovs_privileged]
helper_command = sudo x
[privsep_osbrick]
helper_command = sudo x
`);
  });

  it('OSLO-group: groups of nobody, of other releases, and in other letters', () => {
    const text = `[default]
# ^^^ OSLO-group warning
my_ip = 1
[Conductor]
# ^^^ OSLO-group warning
workers = 1
[libvrt]
# ^^^ OSLO-group warning
virt_type = kvm
[xenserver]
# ^^^ OSLO-group warning
agent_timeout = 1
[ vnc ]
# ^^^ OSLO-group warning
enabled = false
[placement_of_nobody]
[DEFAULT]
config_source = mine
[mine]
uri = file:///x
`;
    const findings = check(text);
    assert.match(findings[0]!.message, /only as \[DEFAULT\]/);
    assert.match(findings[2]!.message, /Did you mean \[libvirt\]/);
    assert.match(findings[3]!.message, /removed in victoria/);
    assert.match(fixed(text, findings[1]!), /\[conductor\]/);
  });

  it('OSLO-deprecated: former names, and options that go', () => {
    const text = `[DEFAULT]
logdir = /var/log/nova
# ^^^ OSLO-deprecated warning
rpc_thread_pool_size = 8
# ^^^ OSLO-deprecated warning
executor_thread_pool_size = 9
dhcp_domain = x
# ^^^ OSLO-deprecated warning
`;
    const findings = check(text, 'zed');
    const marks = text.replaceAll(/^# \^.*\n/gm, '');
    assert.match(fixed(marks, findings[0]!), /^log_dir = /m);
    assert.match(findings[1]!.message, /no effect/);
    assert.doesNotMatch(fixed(marks, findings[1]!), /rpc_thread/);
    assert.match(findings[2]!.message, /from 2025.2 on it is ignored/);
    assert.match(fixed(marks, findings[2]!), /\[api\]\ndhcp_domain = x\n$/);
  });

  it('OSLO-type, OSLO-range and OSLO-choice: values that oslo.config refuses', () => {
    const text = `[DEFAULT]
debug = yess
# ^^^ OSLO-type error
rpc_response_timeout = 60  # seconds
# ^^^ OSLO-type error
my_ip = $host_ip
# ^^^ OSLO-type error
transport_url = rabbit://u:pa$word@h/
# ^^^ OSLO-type error
[scheduler]
max_attempts = 0
# ^^^ OSLO-range error
[vnc]
novncproxy_port = 65536
# ^^^ OSLO-range error
[libvirt]
virt_type = kmv
# ^^^ OSLO-choice error
[glance]
num_retries = -1
num_retries = 3
# the line above it is the one that counts
[neutron]
timeout = {{ timeout }}
http_retries = @RETRIES@
`;
    const findings = check(text.replace('num_retries = -1', 'num_retries = -1\n# ^^^ OSLO-duplicate warning'));
    const marks = text.replaceAll(/^# \^.*\n/gm, '');
    assert.match(fixed(marks, findings[0]!), /^debug = yes$/m);
    assert.match(fixed(marks, findings[1]!), /^# seconds\nrpc_response_timeout = 60$/m);
    assert.match(fixed(marks, findings[2]!), /^my_ip = \$\$host_ip$/m);
    assert.doesNotMatch(findings[3]!.message, /word/);
    assert.match(fixed(marks, findings[6]!), /^virt_type = kvm$/m);
  });

  it('judge only the value that counts, of several files', () => {
    checkRules(osloRules, {
      'nova.conf': '[scheduler]\nmax_attempts = 0\n',
      'nova.conf.d/10-a.conf': '[scheduler]\nmax_attempts = 3\n',
    });
  });

  it('OSLO-syntax: what makes oslo.config refuse the file', () => {
    const text = `[DEFAULT
# ^^^ OSLO-syntax error
debug true
# ^^^ OSLO-syntax error
  my_ip = 10.0.0.1
# ^^^ OSLO-syntax error
= 5
# ^^^ OSLO-syntax error
[]
# ^^^ OSLO-syntax error
`;
    const findings = check(text);
    const marks = text.replaceAll(/^# \^.*\n/gm, '');
    assert.match(fixed(marks, findings[0]!), /^\[DEFAULT\]$/m);
    assert.match(fixed(marks, findings[1]!), /^debug = true$/m);
    assert.match(fixed(marks, findings[2]!), /^my_ip = 10/m);
    assert.match(fixed('\uFEFF[DEFAULT]\n', check('\uFEFF[DEFAULT]\n# ^ OSLO-syntax error')[0]!), /^\[DEFAULT\]/);
    check('my_ip = 1\n# ^ OSLO-syntax error\n');
  });

  it('OSLO-syntax: an option that became a part of the value above', () => {
    const text = '[DEFAULT]\nstate_path = /x\n  my_ip = 10.0.0.1\n# ^^^ OSLO-syntax warning\n';
    assert.match(fixed(text.replace(/# .*\n/, ''), check(text)[0]!), /^my_ip/m);
    check('[pci]\nalias = {"a":\n  "b"}\n[DEFAULT]\nenabled_apis = osapi_compute,\n  metadata\n');
  });

  it('OSLO-duplicate: only the last line counts, but for options with several values', () => {
    const text = '[DEFAULT]\nhost = a\n# ^ OSLO-duplicate warning\n[pci]\nalias = a\nalias = b\n[DEFAULT]\nhost = b\n';
    assert.doesNotMatch(fixed(text.replace(/# .*\n/, ''), check(text)[0]!), /host = a/);
    check('[DEFAULT]\nhost = a\n# ^ OSLO-duplicate info\nhost = a\n');
  });
});

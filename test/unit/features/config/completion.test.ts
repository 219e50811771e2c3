import assert from 'node:assert/strict';
import { edited, serviceWith } from './marked-config.ts';

const workspace = { '/w/.nova-doctor.yaml': 'release: "2025.1"\n' };

function completed(text: string, label: string): string {
  const { service, path, offset, text: plain } = serviceWith({ ...workspace, '/w/nova.conf': text });
  const found = service.completions(path, offset).find(each => each.label === label);
  assert.ok(found, `${label} among ${service.completions(path, offset).map(each => each.label)}`);
  return edited(plain, [found]);
}

function labels(text: string, path = '/w/nova.conf'): string[] {
  const { service, offset, path: marked } = serviceWith({ ...workspace, [path]: text });
  const found = service.completions(marked, offset);
  return [...found].sort((one, other) => one.order - other.order).map(each => each.label);
}

describe('completion in files of oslo.config', () => {
  it('gives groups behind a bracket', () => {
    assert.equal(completed('[data‸', '[database]'), '[database]');
    assert.equal(
      completed('[DEFAULT]\ndebug = True\n[‸]\n', '[api_database]'),
      '[DEFAULT]\ndebug = True\n[api_database]\n',
    );
    assert.ok(labels('[‸').includes('[oslo_messaging_rabbit]'));
    assert.ok(!labels('[‸').includes('[nonsense]'));
  });

  it('gives the options of the group that are not set yet', () => {
    assert.equal(completed('[database]\nmax_p‸\n', 'max_pool_size'), '[database]\nmax_pool_size = \n');
    assert.equal(completed('[database]\nmax_‸over = 5\n', 'max_overflow'), '[database]\nmax_overflow = 5\n');
    const found = labels('[database]\nmax_pool_size = 5\n‸\n');
    assert.ok(found.includes('max_overflow'));
    assert.ok(!found.includes('max_pool_size'));
    assert.ok(!found.includes('osapi_compute_workers'));
    assert.ok(labels('[DEFAULT]\n‸').includes('transport_url'));
  });

  it('gives options of the release, and of no other', () => {
    assert.ok(!labels('[database]\n‸').includes('idle_timeout'));
    assert.ok(!labels('[database]\n‸').includes('synchronous_reader'));
    const { service, path, offset } = serviceWith({
      '/w/.nova-doctor.yaml': 'release: "2026.1"\n',
      '/w/nova.conf': '[database]\n‸',
    });
    assert.ok(service.completions(path, offset).some(each => each.label === 'synchronous_reader'));
  });

  it('gives values: the default first, booleans, choices', () => {
    assert.deepEqual(labels('[database]\nmax_pool_size = ‸'), ['5']);
    assert.deepEqual(labels('[DEFAULT]\ndebug = ‸'), ['False', 'True']);
    assert.ok(labels('[libvirt]\nvirt_type = ‸').includes('qemu'));
    assert.equal(completed('[libvirt]\nvirt_type = k‸x\n', 'qemu'), '[libvirt]\nvirt_type = qemu\n');
    assert.equal(completed('[libvirt]\nvirt_type=‸\n', 'qemu'), '[libvirt]\nvirt_type=qemu\n');
  });

  it('never gives the default of a secret', () => {
    assert.deepEqual(labels('[database]\nconnection = ‸'), []);
  });

  it('says nothing in comments, before the first group, and in files of others', () => {
    assert.deepEqual(labels('[database]\n# max_‸'), []);
    assert.deepEqual(labels('max_‸'), []);
    assert.deepEqual(labels('[database]\nmax_‸', '/w/cinder.conf'), []);
  });
});

describe('completion in .nova-doctor.yaml', () => {
  const of = (text: string) => labels(text, '/w/.nova-doctor.yaml');

  it('gives keys of the map that it is in', () => {
    assert.ok(of('‸').includes('controllers'));
    assert.ok(!of('vip: 10.0.0.1\n‸').includes('vip'));
    assert.deepEqual(of('counts:\n  controllers: 3\n  ‸'), ['cores', 'cells', 'conductorWorkers']);
    assert.deepEqual(of('counts:\n  ‸\n  cells: 1\nvip: none\n'), ['controllers', 'cores', 'conductorWorkers']);
  });

  it('gives values where there is a choice', () => {
    assert.deepEqual(of('become: ‸'), ['none', 'sudo']);
    assert.deepEqual(of('release: ‸').slice(0, 2), ['auto', '"2026.2"']);
    assert.deepEqual(of('cluster: ‸'), []);
  });
});

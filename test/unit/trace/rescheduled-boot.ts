/**
 * An instance whose first host could not plug its port: it was scheduled again and came to life on the second one. The
 * clock of the first host is behind. Written after what real services log, so that all stages of a creation are there.
 */
export const bootRequest = 'req-5c0de2a1-7f3b-4c86-9d15-a48be0f6721c';
export const bootInstance = '7b1f9c44-02da-4e5f-8a6d-3c90e5d7b218';

const user = '7d0f2a9b8c6e4f1d';
const project = '6f70656e737461636b20697320666f73';
const port = '5d1f6e11-7f0f-4b8e-9a5d-0c5d7d1b2a44';
const volume = '3c1f6e11-7f0f-4b8e-9a5d-0c5d7d1b2a44';
const image = '0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11';

const own = `[None ${bootRequest} ${user} ${project} - - default default]`;
const about = `[instance: ${bootInstance}] `;
let children = 0;

/** The context of a request that was made for the boot to another service. */
function child(): string {
  children++;
  const number = children.toString(16).padStart(12, '0');
  return `[${bootRequest} req-c41d0000-0000-4000-8000-${number} nova service - - default default]`;
}

/** A line of oslo.log. @param time `14:00:00.000` */
function line(time: string, pid: number, level: string, logger: string, context: string, message: string): string {
  const start = `2026-11-22 ${time} ${pid} ${level} ${logger}`;
  const [first, ...traceback] = message.split('\n');
  return [`${start} ${context} ${first}`, ...traceback.map(text => `${start} ${text}`)]
    .map(text => `${text}\n`)
    .join('');
}

const placement = (time: string, request: string) =>
  line(time, 31, 'INFO', 'placement.requestlog', child(), `10.0.0.12 "${request} len: 785 microversion: 1.36`);
const neutron = (time: string, request: string, seconds: string) =>
  line(
    time,
    44,
    'INFO',
    'neutron.wsgi',
    child(),
    `10.0.0.21 "${request} HTTP/1.1" status: 200  len: 1189 time: ${seconds}`,
  );
const claimed = (host: string) => `${about}Claim successful on node ${host}`;

const plugFailure = `${about}Instance failed to spawn: nova.exception.VirtualInterfaceCreateException: Virtual Interface creation failed
Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/nova/virt/libvirt/driver.py", line 7844, in _create_guest_with_network
    with self.virtapi.wait_for_instance_event(
  File "/usr/lib/python3/dist-packages/nova/compute/manager.py", line 570, in wait_for_instance_event
    self._wait_for_instance_events(
eventlet.timeout.Timeout: 20 seconds

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/nova/compute/manager.py", line 2863, in _build_resources
    yield resources
  File "/usr/lib/python3/dist-packages/nova/virt/libvirt/driver.py", line 7867, in _create_guest_with_network
    raise exception.VirtualInterfaceCreateException()
nova.exception.VirtualInterfaceCreateException: Virtual Interface creation failed`;

/** Files of a deployment with three controllers and two compute nodes; the log of keystone names the request too. */
export const rescheduledBoot: Readonly<Record<string, string>> = {
  'ctl1/nova-api.log': line(
    '14:00:00.612',
    22,
    'INFO',
    'nova.osapi_compute.wsgi.server',
    own,
    '10.0.0.5 "POST /v2.1/servers HTTP/1.1" status: 202 len: 839 time: 0.5127731',
  ),
  'ctl3/keystone.log': line(
    '14:00:00.160',
    17,
    'INFO',
    'keystone.server.flask.application',
    child(),
    '10.0.0.11 "GET /v3/auth/tokens HTTP/1.1" status: 200 len: 6219 time: 0.0412000',
  ),
  'ctl2/nova-conductor.log':
    line('14:00:00.655', 25, 'INFO', 'nova.conductor.manager', own, `${about}Scheduling the instance`) +
    line(
      '14:00:24.871',
      25,
      'ERROR',
      'nova.scheduler.utils',
      own,
      `${about}Error from last host: cmp2 (node cmp2): ['Traceback (most recent call last):\\n', 'nova.exception.RescheduledException: Build of instance ${bootInstance} was re-scheduled: Virtual Interface creation failed\\n']`,
    ),
  'ctl3/nova-scheduler.log':
    line('14:00:00.770', 28, 'INFO', 'nova.scheduler.manager', own, 'Starting to schedule for instances') +
    line('14:00:01.102', 28, 'INFO', 'nova.scheduler.manager', own, `${about}Selected host cmp2, alternate cmp1`),
  'ctl1/placement-api.log':
    placement(
      '14:00:00.905',
      'GET /allocation_candidates?limit=1000&resources=MEMORY_MB%3A2048%2CVCPU%3A2" status: 200',
    ) +
    placement('14:00:01.040', `PUT /allocations/${bootInstance}" status: 204`) +
    placement('14:00:24.930', `PUT /allocations/${bootInstance}" status: 204`),
  // This clock is 3.2 seconds behind.
  'cmp2/nova-compute.log':
    line('13:59:58.081', 9, 'INFO', 'nova.compute.claims', own, claimed('cmp2')) +
    line('13:59:58.901', 9, 'INFO', 'nova.virt.libvirt.driver', own, `${about}Creating image(s)`) +
    line(
      '14:00:20.934',
      9,
      'WARNING',
      'nova.virt.libvirt.driver',
      own,
      `${about}Timeout waiting for [('network-vif-plugged', '${port}')] for instance with vm_state building and task_state spawning.: eventlet.timeout.Timeout: 20 seconds`,
    ) +
    line('14:00:21.003', 9, 'ERROR', 'nova.compute.manager', own, plugFailure) +
    line(
      '14:00:21.530',
      9,
      'INFO',
      'nova.compute.manager',
      own,
      `${about}Took 0.42 seconds to deallocate network for instance.`,
    ) +
    line(
      '14:00:21.611',
      9,
      'WARNING',
      'nova.compute.manager',
      own,
      `${about}Build of instance ${bootInstance} was re-scheduled: Virtual Interface creation failed`,
    ),
  'ctl1/neutron-server.log':
    neutron('14:00:02.311', 'POST /v2.0/ports', '0.6314609') +
    neutron('14:00:24.560', `DELETE /v2.0/ports/${port}`, '0.3871200') +
    neutron('14:00:26.204', 'POST /v2.0/ports', '0.5911022'),
  'ctl2/glance-api.log': line(
    '14:00:27.480',
    51,
    'INFO',
    'eventlet.wsgi.server',
    child(),
    `10.0.0.22 - - [22/Nov/2026 14:00:27] "GET /v2/images/${image} HTTP/1.1" 200 1318 0.104423`,
  ),
  'ctl3/cinder-api.log': line(
    '14:00:29.170',
    63,
    'INFO',
    'eventlet.wsgi.server',
    child(),
    `10.0.0.22 "POST /v3/${project}/attachments HTTP/1.1" status: 200  len: 290 time: 1.2210010`,
  ),
  'cmp1/nova-compute.log':
    line('14:00:25.310', 11, 'INFO', 'nova.compute.claims', own, claimed('cmp1')) +
    line(
      '14:00:27.930',
      11,
      'INFO',
      'nova.virt.block_device',
      own,
      `${about}Booting with volume ${volume} at /dev/vda`,
    ) +
    line('14:00:29.402', 11, 'INFO', 'nova.virt.libvirt.driver', own, `${about}Creating image(s)`) +
    line('14:00:36.755', 11, 'INFO', 'nova.compute.manager', '[-]', `${about}VM Started (Lifecycle Event)`) +
    line('14:00:38.018', 11, 'INFO', 'nova.virt.libvirt.driver', own, `${about}Instance spawned successfully.`) +
    line(
      '14:00:38.020',
      11,
      'INFO',
      'nova.compute.manager',
      own,
      `${about}Took 8.62 seconds to spawn the instance on the hypervisor.`,
    ) +
    line('14:00:38.214', 11, 'INFO', 'nova.compute.manager', own, `${about}Took 12.90 seconds to build instance.`),
};

/**
 * Loggers whose entries below WARNING tell how services and their peers come and go (recoveries, starts, stops), and
 * what users were refused. Every other logger's INFO lines are passed over unread; that is what makes large logs quick
 * to read.
 */
const lifeSignLoggers: ReadonlySet<string> = new Set([
  'oslo.messaging._drivers.impl_rabbit',
  'oslo_messaging._drivers.impl_rabbit',
  'nova.servicegroup.drivers.db',
  'nova.service',
  'nova.wsgi',
  'oslo_service.service',
  'nova.openstack.common.service',
  'nova.cmd.compute',
  // What users were refused (quota, no such thing) is an INFO line of the API.
  'nova.api.openstack.wsgi',
]);

/** Whether records of level INFO of this logger are evidence. */
export function isLifeSignLogger(logger: string): boolean {
  return lifeSignLoggers.has(logger);
}

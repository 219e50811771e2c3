/**
 * Loggers whose entries below WARNING tell how services and their peers come and go (recoveries, starts, stops), and
 * what users were refused. Every other logger's INFO lines are passed over unread; that is what makes large logs quick
 * to read.
 */
export const lifeSignLoggers: ReadonlySet<string> = new Set([
  'oslo.messaging._drivers.impl_rabbit',
  'oslo_messaging._drivers.impl_rabbit',
  'nova.servicegroup.drivers.db',
  'nova.service',
  'nova.wsgi',
  'oslo_service.service',
  'nova.openstack.common.service',
  'nova.cmd.compute',
  'oslo_service.backend._eventlet.service',
  'oslo_service.backend._threading.service',
  'oslo_service.backend._common.service',
  'nova.conductor.api',
  // Replies that came after their caller had given up.
  'oslo_messaging._drivers.amqpdriver',
  'oslo.messaging._drivers.amqpdriver',
  // Why no host was found, what a console could not reach, and who was not let in.
  'nova.filters',
  'nova.scheduler.manager',
  'nova.console.websocketproxy',
  'keystonemiddleware.auth_token',
  // What users were refused (quota, no such thing) is an INFO line of the API.
  'nova.api.openstack.wsgi',
]);

/** Whether records of level INFO of this logger are evidence. */
export function isLifeSignLogger(logger: string): boolean {
  return lifeSignLoggers.has(logger);
}

// What the extension and the command line load when they first reach a cluster, as one bundle: the rest of the time none of it is needed.
export { createConnections } from '../ssh/connections.ts';
export { thisSide } from '../ssh/local-side.ts';
export { createClusterSession } from './cluster-session.ts';
export { fetchLogs } from './fetch-logs.ts';
export { readLiveConfiguration } from './live-configuration.ts';
export { readCluster } from './read-cluster.ts';

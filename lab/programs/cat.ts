import { controllerOf } from '../host-scripts.ts';
import { failed, type Host, printed, type Reply } from '../reply.ts';

/** cat, for the file that tells where a process belongs: `/proc/NUMBER/cgroup`. */
export function cat(host: Host, args: readonly string[]): Reply {
  const [path = ''] = args;
  const process = Number(/^\/proc\/(\d+)\/cgroup$/.exec(path)?.[1]);
  const service = controllerOf(host).services.find(candidate => candidate.isRunning && candidate.process === process);
  if (!service) return failed(1, `cat: ${path}: No such file or directory\n`);
  return printed(`0::/system.slice/docker-${service.container}.scope\n`);
}

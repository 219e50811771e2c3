import type { Host, Reply } from '../reply.ts';
import { cat } from './cat.ts';
import { docker } from './docker.ts';
import { systemctl } from './systemctl.ts';

/** The programs that a simulated controller has, by name. */
export const programs: Readonly<Record<string, (host: Host, args: readonly string[]) => Reply>> = {
  cat,
  docker,
  systemctl,
};

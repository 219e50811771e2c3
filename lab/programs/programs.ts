import type { Host, Reply } from '../reply.ts';
import { docker } from './docker.ts';

/** The programs that a simulated controller has, by name. */
export const programs: Readonly<Record<string, (host: Host, args: readonly string[]) => Reply>> = { docker };

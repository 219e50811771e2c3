/** A system that writes logs: an element of `knowledge/systems.json` (schema `systems.schema.json`). */
export interface System {
  readonly id: string;
  readonly title: string;
  readonly role: string;
  /** What it is and does, in one sentence. */
  readonly about: string;
  /** Loggers that only this system uses; one that ends in a dot stands for all that begin so. */
  readonly loggers: readonly string[];
  /** Regular expressions over the path of a log file: the file's name alone first, for all systems, then the whole. */
  readonly paths: readonly string[];
  /** Names of containers that write its log, and of its processes, identifiers in the journal and units. */
  readonly containers: readonly string[];
  readonly processes: readonly string[];
  /** Regular expressions over `LEVEL logger message` of entries that only it writes. */
  readonly messages?: readonly string[];
}

/**
 * The system that uses a logger, or undefined when several do or none is known. More specific systems come first.
 */
export function systemOfLogger<T extends System>(systems: readonly T[], logger: string): T | undefined {
  return systems.find(system => system.loggers.some(own => isLoggerOf(own, logger)));
}

function isLoggerOf(own: string, logger: string): boolean {
  return logger === own || logger.startsWith(own.endsWith('.') ? own : `${own}.`);
}

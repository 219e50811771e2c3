/** A system that writes logs: an element of `knowledge/systems.json` (schema `systems.schema.json`). */
export interface System {
  readonly id: string;
  readonly title: string;
  readonly role: string;
  /** What it is and does, in one sentence. */
  readonly about: string;
  /** Loggers that only this system uses; one that ends in a dot stands for all that begin so. */
  readonly loggers: readonly string[];
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

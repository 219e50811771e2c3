import type { TracedEntry } from './traced-entry.ts';

/** A stage of an instance's creation: an element of `stages` in `knowledge/boot-stages.json`. */
export interface BootStage {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  readonly what: string;
}

/** How entries are laid on a stage: an element of `rules` there. Everything that is given must hold. */
export interface StageRule {
  /** Id of the stage. */
  readonly stage: string;
  readonly services?: readonly string[];
  /** How the logger begins. */
  readonly loggers?: readonly string[];
  /** Regular expression over the message. */
  readonly pattern?: string;
  readonly phase?: StagePhase;
  /** Regular expression whose first group is how many seconds the work took that the entry ends. */
  readonly took?: string;
  readonly samples?: readonly { readonly service: string; readonly logger: string; readonly message: string }[];
}

/** Before or after the first entry of nova-api (`request`) or of nova-compute (`compute`). */
export type StagePhase = 'before-request' | 'before-compute' | 'after-compute';

export interface BootStages {
  readonly stages: readonly BootStage[];
  readonly rules: readonly StageRule[];
}

/** Where an entry was laid. */
export interface StagePlace {
  readonly stage: BootStage;
  /** How many milliseconds before the entry its work began. */
  readonly tookMs: number;
}

export interface StageFinder {
  readonly stages: readonly BootStage[];
  /**
   * The stage of an entry of an instance's creation.
   * @param phase whether an entry of nova-api or nova-compute came before.
   */
  find(
    entry: { service: string | undefined; logger: string; message: string },
    phase: { readonly requestSeen: boolean; readonly computeSeen: boolean },
  ): StagePlace | undefined;
}

const longestWork = 1_000_000;

/** Prepares `knowledge/boot-stages.json` for use. @throws Error when the data is wrong: a bug in it. */
export function createStageFinder(data: BootStages): StageFinder {
  const byId = new Map(data.stages.map(stage => [stage.id, stage]));
  const rules = data.rules.map(rule => {
    const stage = byId.get(rule.stage);
    if (!stage) throw new Error(`no stage ${rule.stage}`);
    return {
      stage,
      rule,
      pattern: rule.pattern === undefined ? undefined : new RegExp(rule.pattern),
      took: rule.took === undefined ? undefined : new RegExp(rule.took),
    };
  });
  return {
    stages: data.stages,
    find: (entry, phase) => {
      for (const { stage, rule, pattern, took } of rules) {
        if (rule.services && !rule.services.includes(entry.service ?? '')) continue;
        if (rule.loggers && !rule.loggers.some(logger => entry.logger.startsWith(logger))) continue;
        if (rule.phase === 'before-request' && phase.requestSeen) continue;
        if (rule.phase === 'before-compute' && phase.computeSeen) continue;
        if (rule.phase === 'after-compute' && !phase.computeSeen) continue;
        if (pattern && !pattern.test(entry.message)) continue;
        const seconds = Number(took?.exec(entry.message)?.[1] ?? 0);
        // What claims to have taken weeks is damaged or a trap.
        return { stage, tookMs: seconds > longestWork ? 0 : Math.round(seconds * 1000) };
      }
      return undefined;
    },
  };
}

/** Lays the entries of one creation, in the order of time, along the stages. */
export function layOnStages(
  finder: StageFinder,
  entries: readonly TracedEntry[],
): ReadonlyMap<TracedEntry, StagePlace> {
  const places = new Map<TracedEntry, StagePlace>();
  const phase = { requestSeen: false, computeSeen: false };
  for (const traced of entries) {
    const { service, entry } = traced;
    if (service === 'nova-api') phase.requestSeen = true;
    if (service === 'nova-compute') phase.computeSeen = true;
    const place = finder.find({ service, logger: entry.logger, message: entry.message }, phase);
    if (place) places.set(traced, place);
  }
  return places;
}

import { compileFormats } from '../../core/log/format.ts';
import { createSourceNames } from '../../core/log/source-names.ts';
import { buildTrace } from '../../core/log/trace/build-trace.ts';
import { createFollower } from '../../core/log/trace/follower.ts';
import { createOperationRecogniser } from '../../core/log/trace/operations.ts';
import { createStageFinder } from '../../core/log/trace/stages.ts';
import type { Trace } from '../../core/log/trace/trace.ts';
import type { TraceId } from '../../core/log/trace/trace-id.ts';
import type { TraceKnowledge } from '../knowledge.ts';
import { totalBytes } from './analyze-paths.ts';
import { collectLogFiles } from './collect.ts';
import type { Blocks } from './decompress.ts';
import type { InputProblem } from './problem.ts';
import { createReplay } from './replay.ts';
import { collectTrace } from './trace-files.ts';

export interface TracePathsOptions {
  readonly knowledge: TraceKnowledge;
  /** What the path `-` stands for. */
  readonly standardInput?: Blocks;
  readonly signal?: AbortSignal;
  /** Bytes on the disk that were read, and those to read in all (0 for streams). */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Standard input up to this size is kept, so that it can be searched again for ids that become known late. */
const longestReplay = 64 * 1024 * 1024;

/**
 * Follows an id through the logs that paths name.
 * @returns what was found, and which files could not be read.
 * @throws the signal's reason when it is aborted.
 */
export async function tracePaths(
  id: TraceId,
  paths: readonly string[],
  options: TracePathsOptions,
): Promise<{ trace: Trace; problems: readonly InputProblem[] }> {
  const { knowledge, onProgress } = options;
  const formats = compileFormats(knowledge.formats);
  const recogniser = createOperationRecogniser(knowledge.operations);
  const follower = createFollower(id, recogniser);
  const replay = options.standardInput && createReplay(options.standardInput, longestReplay);
  const collected = await collectLogFiles(paths, {
    formats,
    ...(replay === undefined ? {} : { standardInput: replay.blocks }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const total = totalBytes(collected.inputs);
  let done = 0;
  const collection = await collectTrace(collected.inputs, follower, {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    formats,
    canReplay: () => replay?.isComplete() === true,
    names: createSourceNames(knowledge.systems),
    onProgress: bytes => {
      done += bytes;
      onProgress?.(done, total);
    },
  });
  const stages = createStageFinder(knowledge.stages);
  const trace = buildTrace(collection.entries, { ...collection, id, follower, recogniser, stages });
  return { trace, problems: [...collected.problems, ...collection.problems] };
}

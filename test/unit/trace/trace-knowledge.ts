import { fileURLToPath } from 'node:url';
import { createOperationRecogniser } from '../../../core/log/trace/operations.ts';
import { createStageFinder } from '../../../core/log/trace/stages.ts';
import { createWriters } from '../../../core/log/trace/writers.ts';
import { readTraceKnowledge } from '../../../io/knowledge.ts';

export const knowledge = readTraceKnowledge(fileURLToPath(new URL('../../../knowledge', import.meta.url)));
export const recogniser = createOperationRecogniser(knowledge.operations);
export const stageFinder = createStageFinder(knowledge.stages);
export const writers = createWriters(knowledge.systems);

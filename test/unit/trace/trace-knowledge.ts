import { fileURLToPath } from 'node:url';
import { createSourceNames } from '../../../core/log/source-names.ts';
import { createOperationRecogniser } from '../../../core/log/trace/operations.ts';
import { createStageFinder } from '../../../core/log/trace/stages.ts';

import { readTraceKnowledge } from '../../../io/knowledge.ts';

export const knowledge = readTraceKnowledge(fileURLToPath(new URL('../../../knowledge', import.meta.url)));
export const recogniser = createOperationRecogniser(knowledge.operations);
export const stageFinder = createStageFinder(knowledge.stages);
export const names = createSourceNames(knowledge.systems);

import type { Rule } from '../rule.ts';
import { odRules } from './od-rules.ts';
import { osloRules } from './oslo-rules.ts';
import { xRules } from './x-rules.ts';

/** All rules on files of configuration; those on Python are in `core/python`. */
export const configRules: readonly Rule[] = [...osloRules, ...odRules, ...xRules];

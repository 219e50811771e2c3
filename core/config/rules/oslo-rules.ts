import type { Rule } from '../rule.ts';

/** The rules OSLO-…: generic checks of every option. */
export const osloRules: readonly Rule[] = [];

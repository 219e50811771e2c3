import type { Rule } from '../rule.ts';

/** The rules X-…: what files say about each other. */
export const xRules: readonly Rule[] = [];

import type { Rule } from '../rule.ts';

/** The rules OD-…: options of oslo.db, one by one. */
export const odRules: readonly Rule[] = [];

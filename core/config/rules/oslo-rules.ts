import type { Rule } from '../rule.ts';
import { osloChoice } from './oslo-choice.ts';
import { osloDeprecated } from './oslo-deprecated.ts';
import { osloDuplicate } from './oslo-duplicate.ts';
import { osloGroup } from './oslo-group.ts';
import { osloRange } from './oslo-range.ts';
import { osloSyntax } from './oslo-syntax.ts';
import { osloType } from './oslo-type.ts';
import { osloUnknown } from './oslo-unknown.ts';

/** The rules OSLO-…: generic checks of every option. */
export const osloRules: readonly Rule[] = [
  osloSyntax,
  osloGroup,
  osloUnknown,
  osloDeprecated,
  osloType,
  osloRange,
  osloChoice,
  osloDuplicate,
];

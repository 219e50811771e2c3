import type { Rule } from '../rule.ts';
import { valueFindings } from './oslo-values.ts';

/** A number out of bounds, or a text that is too long. */
export const osloRange: Rule = {
  id: 'OSLO-range',
  severity: 'error',
  title: l10n => l10n.t('Value out of range'),
  why: l10n =>
    l10n.t('oslo.config raises ConfigFileValueError when the service asks for the option, most often at its start.'),
  remedy: l10n => l10n.t('Write a value within the bounds.'),
  source: 'oslo_config/types.py, Number and String; bounds of each option in each release',
  check: (deployment, l10n) => valueFindings(deployment, 'range', l10n),
};

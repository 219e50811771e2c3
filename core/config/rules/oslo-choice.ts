import type { Rule } from '../rule.ts';
import { valueFindings } from './oslo-values.ts';

/** A value that is none of those that the option admits. */
export const osloChoice: Rule = {
  id: 'OSLO-choice',
  severity: 'error',
  title: l10n => l10n.t('Value that is not one of the choices'),
  why: l10n =>
    l10n.t('oslo.config raises ConfigFileValueError when the service asks for the option, most often at its start.'),
  remedy: l10n => l10n.t('Write one of the values that the message names.'),
  source: 'oslo_config/types.py, String and Number; choices of each option in each release',
  check: (deployment, l10n) => valueFindings(deployment, 'choice', l10n),
};

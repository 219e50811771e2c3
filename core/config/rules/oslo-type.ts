import type { Rule } from '../rule.ts';
import { valueFindings } from './oslo-values.ts';

/** A value that does not have the option's type, or that stands for an option that does not exist. */
export const osloType: Rule = {
  id: 'OSLO-type',
  severity: 'error',
  title: l10n => l10n.t('Value of the wrong type'),
  why: l10n =>
    l10n.t('oslo.config raises ConfigFileValueError when the service asks for the option, most often at its start.'),
  remedy: l10n => l10n.t('Write a value of the type that the message names; comments stand on lines of their own.'),
  source: 'oslo_config/types.py; oslo_config/cfg.py, ConfigOpts._do_get and _substitute',
  check: (deployment, l10n) => valueFindings(deployment, 'type', l10n),
};

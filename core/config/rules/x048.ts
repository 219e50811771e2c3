import type { Rule } from '../rule.ts';
import { startOf } from './neighbours.ts';

/** Clocks of logs in different zones, as `.nova-doctor.yaml` says. Clocks themselves stand in no file. */
export const x048: Rule = {
  id: 'X048',
  severity: 'info',
  title: l10n => l10n.t('Logs are written in different time zones'),
  why: l10n => l10n.t('Without zones in their lines, cause and effect change places when logs are read side by side.'),
  remedy: l10n => l10n.t('Let all hosts write UTC, and keep their clocks together with chrony.'),
  source: 'oslo.log writes local time without a zone',
  *check(deployment, l10n) {
    const { path, text, timezones } = deployment.facts;
    const zones = [...new Set(Object.values(timezones ?? {}))];
    if (path === undefined || zones.length < 2) return;
    yield {
      place: deployment.facts.placeOf('timezones') ?? startOf({ path, text: text ?? '' }),
      message: l10n.t('The logs’ clocks are in different zones: {0}.', zones.join(', ')),
    };
  },
};

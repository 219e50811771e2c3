import { capacityOf } from '../capacity.ts';
import { usableConnections } from '../capacity-plan.ts';
import { databaseFronts, sectionLabel } from '../database-fronts.ts';
import type { Deployment } from '../deployment.ts';
import type { ConfigPlace } from '../finding.ts';
import { effectiveSetting, settingOf } from '../haproxy/haproxy-values.ts';
import type { Rule } from '../rule.ts';
import { fittingFix } from './fitting-fix.ts';
import { label, oncePerPlace, optionPlace, relatedPlaces } from './neighbours.ts';

interface Limit {
  readonly where: string;
  readonly value: number;
  readonly place: ConfigPlace;
}

/** haproxy lets fewer connections in than nova may open. */
export const x012: Rule = {
  id: 'X012',
  severity: 'warning',
  title: l10n => l10n.t('maxconn of haproxy is below the connections that nova may open'),
  why: l10n =>
    l10n.t('What is above maxconn waits without an answer, until connect or queue time-outs end it with 2003 or 2013.'),
  remedy: l10n => l10n.t('Raise maxconn above the sum of all pools, or make the pools smaller.'),
  source: 'haproxy configuration manual, “maxconn” of global, of a proxy and of a server',
  *check(deployment, l10n) {
    const capacity = capacityOf(deployment);
    const { possible } = capacity;
    if (!Number.isFinite(possible) || possible === 0) return;
    const configuration = deployment.nova[0];
    for (const { where, value, place } of limitsOf(deployment)) {
      if (value === 0 || value >= possible) continue;
      const raised = String(Math.ceil(possible / 1000) * 1000);
      // Where the database cannot take them all either, the pools are what has to change.
      const fits = possible <= usableConnections(capacity) || capacity.maxConnections.origin === 'assumed';
      const fix = fits
        ? { title: l10n.t('Set {0} to {1}', 'maxconn', raised), edits: [{ ...place, text: raised }], isSafe: false }
        : fittingFix(deployment, l10n);
      yield {
        place,
        message: l10n.t('maxconn of {0} is {1}, but nova may open {2} connections.', where, value, possible),
        related: relatedPlaces([
          [configuration && optionPlace(configuration, 'database', 'max_overflow'), label('database', 'max_overflow')],
        ]),
        ...(fix && { fix }),
      };
    }
  },
};

function limitsOf(deployment: Deployment): Limit[] {
  const limits: Limit[] = [];
  for (const { file, section } of databaseFronts(deployment)) {
    const found = effectiveSetting(deployment.haproxy, section, 'maxconn');
    const globals = deployment.haproxy.flatMap(one => one.sections).filter(one => one.kind === 'global');
    const candidates = [
      found && { setting: found.setting, section: found.section },
      ...globals.map(one => ({ setting: settingOf(one, 'maxconn'), section: one })),
    ];
    for (const candidate of candidates) {
      const word = candidate?.setting?.words[1];
      if (!candidate || !word || !/^\d+$/.test(word.text)) continue;
      const owner = deployment.haproxy.find(one => one.sections.includes(candidate.section)) ?? file;
      limits.push({
        where: sectionLabel(candidate.section),
        value: Number(word.text),
        place: { path: owner.path, range: word.range },
      });
    }
  }
  return oncePerPlace(limits, limit => limit.place);
}

import { readHaproxyTime } from '../haproxy/haproxy-values.ts';
import type { Rule } from '../rule.ts';
import { secondsLabel } from './neighbours.ts';

/** Times that a session may be silent; the others are about steps that take milliseconds to seconds. */
const sessionTimeouts = new Set(['client', 'server', 'tunnel']);
const stepTimeouts = new Set(['connect', 'queue', 'check', 'http-request']);

/** A number without a unit, which whoever wrote it took for seconds. Debian’s own 5000 and 50000 are milliseconds and meant so. */
export const x002: Rule = {
  id: 'X002',
  severity: 'error',
  title: l10n => l10n.t('Time-out of haproxy without a unit'),
  why: l10n =>
    l10n.t(
      'haproxy counts a time without a unit in milliseconds: “timeout client 3600” closes connections after 3.6 s.',
    ),
  remedy: l10n => l10n.t('Write the unit: 3600s, or 1h.'),
  source: 'haproxy configuration manual, “Time format”; run on haproxy 2.6',
  *check(deployment, l10n) {
    for (const file of deployment.haproxy)
      for (const section of file.sections)
        for (const { words } of section.settings) {
          const [keyword, kind, value] = words;
          if (keyword?.text !== 'timeout' || !kind || !value) continue;
          const time = readHaproxyTime(value.text);
          if (!time || time.unit !== undefined || !isMeantAsSeconds(kind.text, time.milliseconds)) continue;
          const place = { path: file.path, range: value.range };
          const text = `${value.text}s`;
          yield {
            place,
            message: l10n.t(
              '“timeout {0} {1}” means {2}: a number without a unit is in milliseconds.',
              kind.text,
              value.text,
              secondsLabel(time.milliseconds / 1000),
            ),
            fix: { title: l10n.t('Write {0}', text), edits: [{ ...place, text }], isSafe: false },
          };
        }
  },
};

/** Whether a number is usual in seconds and senseless in milliseconds: 60, 1800, 7200; but not 500, 5000 or 50000. */
function isMeantAsSeconds(kind: string, number: number): boolean {
  if (number === 0) return false;
  if (stepTimeouts.has(kind)) return number < 100;
  if (!sessionTimeouts.has(kind)) return false;
  if (number % 500 === 0) return false;
  return number < 5000 || (number <= 86_400 && number % 1800 === 0);
}

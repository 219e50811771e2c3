import { connectArgument } from '../connect-args.ts';
import { fixOf, removal } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

/** Where no slowest statement is known: reports and migrations easily take this long. In seconds. */
const usualSlowest = 30;

export const py038: PythonRule = {
  id: 'PY038',
  severity: 'warning',
  title: l10n => l10n.t('The driver gives up before a slow statement is done'),
  why: l10n =>
    l10n.t(
      'With read_timeout PyMySQL closes the connection when an answer takes longer (2013), while the server works on.',
    ),
  remedy: l10n => l10n.t('Remove it, or set it above the slowest statement.'),
  source: 'PyMySQL pymysql/connections.py, read_timeout',
  *check(file, l10n) {
    const limit = file.facts.slowestQuery ?? usualSlowest;
    for (const call of file.engines) {
      if (call.url !== undefined && call.url.dialect !== 'mysql') continue;
      const found = connectArgument(call, 'read_timeout');
      if (typeof found === 'string') continue;
      const seconds =
        typeof found === 'number' ? found : found.value.kind === 'number' ? found.value.number : undefined;
      const range = typeof found === 'number' ? call.urlRange : found.range;
      if (seconds === undefined || range === undefined || seconds >= limit) continue;
      const message = l10n.t(
        'Statements that take longer than {0} seconds fail with 2013, although the server works on.',
        seconds,
      );
      const edit = typeof found === 'number' ? undefined : removal(file, found);
      yield { range, message, ...fixOf(l10n.t('Remove {0}', 'read_timeout'), [edit]) };
    }
  },
};

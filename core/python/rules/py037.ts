import { connectArgument } from '../connect-args.ts';
import { addition, fixOf } from '../edits.ts';
import { isBehindProxy } from '../proxies.ts';
import type { PythonRule } from '../rule.ts';

export const py037: PythonRule = {
  id: 'PY037',
  severity: 'info',
  title: l10n => l10n.t('Connecting to a virtual IP has no time-out of its own'),
  why: l10n =>
    l10n.t('PyMySQL waits 10 seconds for each attempt: while the virtual IP moves, the start of a service hangs.'),
  remedy: l10n => l10n.t("Set connect_args={'connect_timeout': 5}."),
  source: 'PyMySQL pymysql/connections.py, connect_timeout=10',
  *check(file, l10n) {
    for (const call of file.engines) {
      if (call.kind === 'oslo' || !call.isComplete || call.url?.dialect !== 'mysql') continue;
      if (!isBehindProxy(call.url, file.facts) || connectArgument(call, 'connect_timeout') !== 'absent') continue;
      const message = l10n.t(
        'While the virtual IP moves, each attempt to connect takes the 10 seconds of PyMySQL: set connect_timeout.',
      );
      const edit = call.keywords.has('connect_args')
        ? undefined
        : addition(file, call, "connect_args={'connect_timeout': 5}");
      yield { range: call.place, message, ...fixOf(l10n.t('Add {0}', 'connect_timeout'), [edit]) };
    }
  },
};

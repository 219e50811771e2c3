import type { PythonFile, PythonRule } from '../rule.ts';

/** What starts child processes that inherit open sockets. */
const forks = [
  /^os\.fork$/,
  /^multiprocessing(?:\.(?:context\.)?(?:Process|Pool))?$/,
  /^multiprocessing\.pool/,
  /^billiard/,
  /^concurrent\.futures\.(?:process\.)?ProcessPoolExecutor$/,
  /^oslo_service\.(?:service\.)?(?:ProcessLauncher|launch)$/,
  /^cotyledon/,
];

function forksProcesses(file: PythonFile): boolean {
  if (/\bos\.fork\(\)/.test(file.text) && file.module.imports.includes('os')) return true;
  if (/\.ProcessPoolExecutor\(/.test(file.text) && file.module.imports.includes('concurrent.futures')) return true;
  return file.module.imports.some(name => forks.some(pattern => pattern.test(name)));
}

export const py027: PythonRule = {
  id: 'PY027',
  severity: 'warning',
  title: l10n => l10n.t('An engine is made before processes are forked'),
  why: l10n =>
    l10n.t(
      'Children inherit the open sockets of the pool: two processes speak on one connection (2014, packet sequence errors).',
    ),
  remedy: l10n => l10n.t('Make the engine in the child, or call engine.dispose(close=False) there first.'),
  source: 'SQLAlchemy documentation, Using Connection Pools with Multiprocessing or os.fork()',
  *check(file, l10n) {
    if (!file.engines.some(call => call.scope.kind !== 'function') || !forksProcesses(file)) return;
    if (
      /\.dispose\(|register_at_fork|set_start_method\(\s*['"](?:spawn|forkserver)|get_context\(\s*['"](?:spawn|forkserver)/.test(
        file.text,
      )
    )
      return;
    for (const call of file.engines) {
      if (call.scope.kind === 'function' || call.node.name !== 'CallExpression' || call.kind === 'oslo') continue;
      const value = call.keywords.get('poolclass')?.value;
      if (value?.kind === 'name' && value.name.endsWith('.NullPool')) continue;
      const message = l10n.t(
        'This engine is made when the module is loaded, and the module forks: children would share its connections.',
      );
      yield { range: call.place, message };
    }
  },
};

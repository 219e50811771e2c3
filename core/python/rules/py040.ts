import { nearest } from '../../text/nearest.ts';
import { fixOf, renaming } from '../edits.ts';
import { knownKeywords, osloEngineKeywords, suggestedKeywords } from '../keywords.ts';
import type { PythonRule } from '../rule.ts';

/** What rules of their own explain. */
const explained = new Set([
  'max_pool_size',
  'connection_recycle_time',
  'idle_timeout',
  'recycle',
  'timeout',
  'pre_ping',
  'overflow',
  'use_lifo',
  'reset_on_return',
  'pool_max_overflow',
  'pool_overflow',
  'pool_recycle_time',
  'pool_preping',
  'poolsize',
  'size',
  'pool_threadlocal',
  'listeners',
  'url',
]);

export const py040: PythonRule = {
  id: 'PY040',
  severity: 'error',
  title: l10n => l10n.t('An argument is misspelt'),
  why: l10n => l10n.t('create_engine raises a TypeError for names that it does not know, when the module is loaded.'),
  remedy: l10n => l10n.t('Use the name that is suggested.'),
  source: 'SQLAlchemy 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      const isOslo = call.kind === 'oslo';
      // `configure()` of oslo.db takes further names, and only warns about others.
      if (isOslo && call.functionName !== 'create_engine') continue;
      const known = isOslo ? osloEngineKeywords : knownKeywords;
      for (const [name, entry] of call.keywords) {
        if (known.has(name) || explained.has(name) || name.startsWith('_')) continue;
        const meant = nearest(name, isOslo ? [...osloEngineKeywords] : suggestedKeywords);
        if (meant === undefined || distanceIsLarge(name, meant)) continue;
        const message = l10n.t('{0} is unknown here and raises a TypeError; {1} is meant.', name, meant);
        const edit = call.keywords.has(meant) ? undefined : renaming(file, entry, meant);
        yield { range: entry.nameRange, message, ...fixOf(l10n.t('Rename it to {0}', meant), [edit]) };
      }
    }
  },
};

/** At most two letters may differ: other names may be those of a plug-in. */
function distanceIsLarge(name: string, meant: string): boolean {
  if (Math.abs(name.length - meant.length) > 2) return true;
  // What differs in more than two places cannot be mended with two changes.
  let missing = 0;
  const letters = [...meant];
  for (const letter of name) {
    const at = letters.indexOf(letter);
    if (at === -1) missing++;
    else letters.splice(at, 1);
  }
  return missing > 2;
}

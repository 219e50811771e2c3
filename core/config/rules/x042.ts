import type { Translator } from '../../text/l10n.ts';
import type { ConfigFix, ConfigPlace } from '../finding.ts';
import type { DatabasePath } from '../idle-chain.ts';
import type { Rule } from '../rule.ts';
import { distinctPaths, label } from './neighbours.ts';

/** Mycat stands before a database of OpenStack. Nobody but its operators can know whether every kind of statement was tried. */
export const x042: Rule = {
  id: 'X042',
  severity: 'error',
  title: l10n => l10n.t('Mycat in front of a database of OpenStack'),
  why: l10n =>
    l10n.t(
      'Mycat answers SAVEPOINT with error 1047, which oslo.db takes for a lost connection and tries again; other statements are treated in ways of its own, too.',
    ),
  remedy: l10n =>
    l10n.t(
      'Let nova, placement and keystone speak to MySQL directly, or through ProxySQL; or verify every kind of statement.',
    ),
  source: 'Mycat 1.6, SavepointHandler.java',
  *check(deployment, l10n) {
    for (const path of distinctPaths(deployment)) {
      const mycat = path.hops.find(hop => hop.program === 'mycat');
      const place = path.option.valuePlace;
      if (!mycat || !place) continue;
      const fix = verifiedFix(path, l10n);
      yield {
        place,
        option: label(path.group, path.name),
        message: l10n.t(
          '{0} leads through Mycat, which does not know every statement that OpenStack uses.',
          label(path.group, path.name),
        ),
        related: [
          { place: { path: mycat.file.path, range: mycat.file.systemRange ?? { start: 0, end: 0 } }, message: 'Mycat' },
        ],
        ...(fix && { fix }),
      };
    }
  },
};

/** Where the database is cannot be known here; what can be written is that somebody has taken the other way out. */
function verifiedFix({ configuration, option }: DatabasePath, l10n: Translator): ConfigFix | undefined {
  const place: ConfigPlace | undefined = option.place;
  const text = configuration.files.find(file => file.path === place?.path)?.text;
  if (!place || text === undefined) return undefined;
  const start = text.lastIndexOf('\n', place.range.start - 1) + 1;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return {
    title: l10n.t('Note that every kind of statement was verified with Mycat'),
    edits: [{ path: place.path, range: { start, end: start }, text: `# nova-doctor: ignore X042${end}` }],
    isSafe: false,
  };
}

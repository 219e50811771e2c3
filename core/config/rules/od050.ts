import { type DatabaseUrl, parseDatabaseUrl, schemaOf } from '../database-url.ts';
import type { TextRange } from '../finding.ts';
import type { OsloFile } from '../oslo/oslo-file.ts';
import type { Rule } from '../rule.ts';
import { normalizedGroup } from './database-options.ts';
import { databaseUrls } from './database-values.ts';
import { placeIn } from './settings.ts';

/**
 * A cell moved by editing nova.conf. What a file shows of that is a former address, commented out beside the current one;
 * without such a line nothing can be said.
 */
export const od050: Rule = {
  id: 'OD050',
  severity: 'info',
  title: l10n => l10n.t('The address of a cell was perhaps changed in nova.conf only'),
  why: l10n =>
    l10n.t(
      'nova-api, nova-scheduler and the super conductor take the addresses of cells from nova_api.cell_mappings; [database] only gives them the pool options.',
    ),
  remedy: l10n =>
    l10n.t('Compare with "nova-manage cell_v2 list_cells", and change it with "nova-manage cell_v2 update_cell".'),
  source: 'nova/db/main/api.py, create_context_manager; nova/context.py, set_target_cell',
  *check(deployment, l10n) {
    for (const { url, group, option, configuration, settingPlace } of databaseUrls(deployment, 'connection')) {
      if (group !== 'database' || url === undefined) continue;
      const file = configuration.files.find(({ path }) => path === settingPlace.path);
      const former = file && formerAddress(file, url);
      if (former === undefined) continue;
      yield {
        place: settingPlace,
        option,
        message: l10n.t(
          '{0} had another address, which is commented out. The cell mapping holds one of its own.',
          option,
        ),
        related: [{ place: placeIn(file!, former), message: l10n.t('The other address.') }],
      };
    }
  },
};

/** A commented-out address of another server or schema in `[database]`. */
function formerAddress(file: OsloFile, current: DatabaseUrl): TextRange | undefined {
  for (const group of file.groups) {
    if (normalizedGroup(group.name) !== 'database') continue;
    const text = file.text.slice(group.range.start, group.range.end);
    for (const comment of text.matchAll(/^[ \t]*[#;][ \t]*connection[ \t]*=[ \t]*(\S+)/gm)) {
      const url = parseDatabaseUrl(comment[1]!);
      if (url?.host === undefined || schemaOf(url) === undefined || /[<>{}*]/.test(comment[1]!)) continue;
      if (schemaOf(url) === schemaOf(current)) continue;
      const start = group.range.start + comment.index;
      return { start, end: start + comment[0].length };
    }
  }
  return undefined;
}

import type { Translator } from '../text/l10n.ts';
import type { ClusterFileProblem } from './cluster-file.ts';
import type { InventoryProblem } from './inventory/inventory.ts';

/** Problems of the files that describe a cluster. */
export type DescribedProblem =
  | ClusterFileProblem
  | InventoryProblem
  | { readonly path: string; readonly kind: 'unreadable-file' | 'empty-group'; readonly text: string };

/** `path:line:column: what is wrong and what would be right`. */
export function clusterProblemText(problem: DescribedProblem, l10n: Translator): string {
  const column = 'column' in problem ? `:${problem.column}` : '';
  const place = 'line' in problem ? `${problem.path}:${problem.line}${column}` : problem.path;
  return `${place}: ${sentence(problem, l10n)}`;
}

function sentence(problem: DescribedProblem, l10n: Translator): string {
  const about = 'key' in problem ? problem.key : problem.text;
  const expected = 'expected' in problem ? (problem.expected ?? '') : '';
  switch (problem.kind) {
    case 'syntax':
    case 'unreadable':
      return about;
    case 'not-a-mapping':
      return l10n.t('the file must be a mapping of names to values');
    case 'wrong-type':
      return l10n.t('{0} must be: {1}', about, expected);
    case 'not-allowed':
      return l10n.t('{0} is one of: {1}', about, expected);
    case 'missing':
      return l10n.t('{0} needs: {1}', about, expected);
    case 'personal':
      return l10n.t('{0} does not belong in a file that a team shares: put it into ~/.ssh/config', about);
    case 'duplicate':
      return l10n.t('{0} is named twice: {1}', about, expected);
    case 'bad-range':
      return l10n.t('{0} is not a range of names that can be spelled out', about);
    case 'bad-section':
      return l10n.t('[{0}] is not a group, nor :children or :vars of one', about);
    case 'unknown-child':
      return l10n.t('there is no group {0}', about);
    case 'circle':
      return l10n.t('the group {0} contains itself', about);
    case 'vaulted':
      return l10n.t('the file is encrypted with ansible-vault; it is not read');
    case 'unreadable-file':
      return l10n.t('cannot be read: {0}', about);
    case 'empty-group':
      return l10n.t('the group {0} has no hosts', about);
  }
}

import type { Deployment } from '../../config/deployment.ts';
import type { TextRange } from '../../config/finding.ts';
import { osloFileOf } from './outline.ts';

/** Groups and sections, each to the end of its last line that is not empty. Undefined for files that others fold. */
export function configFolds(deployment: Deployment, path: string, text: string): TextRange[] | undefined {
  const ranges =
    osloFileOf(deployment, path)?.groups.map(group => group.range) ??
    deployment.mysql.find(file => file.path === path)?.sections.map(section => section.range) ??
    deployment.haproxy.find(file => file.path === path)?.sections.map(section => section.range);
  return ranges
    ?.map(({ start, end }) => ({ start, end: start + endOfText(text.slice(start, end)) }))
    .filter(({ start, end }) => end > start);
}

/** Comments right above the next header belong to that one. */
function endOfText(text: string): number {
  const lines = text.trimEnd().split('\n');
  while (lines.length > 1 && /^\s*(?:[#;].*)?$/.test(lines.at(-1) ?? '')) lines.pop();
  return lines.join('\n').trimEnd().length;
}

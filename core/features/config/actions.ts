import type { ConfigEdit, ConfigFinding, TextRange } from '../../config/finding.ts';
import type { Translator } from '../../text/l10n.ts';

/** What can be done about findings at a place. */
export interface ConfigAction {
  readonly title: string;
  readonly kind: 'quickfix' | 'fix-all';
  readonly edits: readonly ConfigEdit[];
  /** The finding that it is about. */
  readonly finding?: ConfigFinding;
  /** Whether it is what one most likely wants. */
  readonly isPreferred: boolean;
}

/** @param findings of the file, in its order. */
export function configActions(
  path: string,
  text: string,
  range: TextRange,
  findings: readonly ConfigFinding[],
  l10n: Translator,
): ConfigAction[] {
  const here = findings.filter(({ place }) => place.range.start <= range.end && range.start <= place.range.end);
  const fixes = here.flatMap(finding => {
    const { fix } = finding;
    if (fix === undefined || fix.edits.length === 0) return [];
    return [{ title: fix.title, kind: 'quickfix' as const, edits: fix.edits, finding, isPreferred: fix.isSafe }];
  });
  const ignoring = here.map(finding => ({
    title: l10n.t('Ignore {0} on this line', finding.rule),
    kind: 'quickfix' as const,
    edits: [ignoreEdit(path, text, finding)],
    finding,
    isPreferred: false,
  }));
  const unique = new Map(ignoring.map(action => [`${action.title} ${action.edits[0]?.range.start}`, action]));
  return [...fixes, ...unique.values()];
}

/** All safe fixes of a file at once; of those that touch the same text only the first one. */
export function fixAll(path: string, findings: readonly ConfigFinding[], l10n: Translator): ConfigAction | undefined {
  const edits: ConfigEdit[] = [];
  for (const { fix } of findings) {
    if (fix?.isSafe !== true || fix.edits.some(edit => edit.path !== path)) continue;
    if (fix.edits.some(edit => edits.some(other => touches(edit.range, other.range)))) continue;
    edits.push(...fix.edits);
  }
  if (edits.length === 0) return undefined;
  return { title: l10n.t('Apply all safe fixes'), kind: 'fix-all', edits, isPreferred: false };
}

function touches(one: TextRange, other: TextRange): boolean {
  if (one.start === one.end && other.start === other.end) return one.start === other.start;
  return one.start < other.end && other.start < one.end;
}

/** A comment on the line above, in the way the file writes comments. */
function ignoreEdit(path: string, text: string, { place, rule }: ConfigFinding): ConfigEdit {
  const { start } = place.range;
  const lineStart = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1;
  const above =
    text
      .slice(0, lineStart)
      .split(/\r\n|\r|\n/)
      .at(-2) ?? '';
  const known = /nova-doctor:[ \t]*ignore(?:[ \t,]+(?:[A-Z]{1,4}\d{3}|OSLO-[a-z]+|[a-z]+-[a-z]+)\b)+/i.exec(above);
  if (known !== null && /^[ \t]*(?:#|;|<!--)/.test(above)) {
    const aboveStart = lineStart - lineEndBefore(text, lineStart).length - above.length;
    const offset = aboveStart + known.index + known[0].length;
    return { path, range: { start: offset, end: offset }, text: `, ${rule}` };
  }
  const indentation = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  // In files of oslo.config a line that begins with blanks goes on with the value above it.
  const margin = /\.conf$/.test(path) ? '' : indentation;
  const comment = /\.xml$/.test(path) ? `<!-- nova-doctor: ignore ${rule} -->` : `# nova-doctor: ignore ${rule}`;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return { path, range: { start: lineStart, end: lineStart }, text: `${margin}${comment}${end}` };
}

function lineEndBefore(text: string, offset: number): string {
  return text.slice(offset - 2, offset) === '\r\n' ? '\r\n' : text.slice(offset - 1, offset);
}

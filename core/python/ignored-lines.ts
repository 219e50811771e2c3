/** `# nova-doctor: ignore PY017, PY022`: on the line itself, or alone on the line above. */
const comment = /#[ \t]*nova-doctor:[ \t]*ignore[ \t]+([A-Za-z0-9_, \t-]+)/;

/**
 * What comments switch off.
 * @returns for lines counted from 1: the ids of rules that say nothing there, in capitals.
 */
export function ignoredRules(text: string): ReadonlyMap<number, ReadonlySet<string>> {
  const ignored = new Map<number, Set<string>>();
  if (!text.includes('nova-doctor:')) return ignored;
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    const match = comment.exec(line);
    if (match === null) return;
    const ids = match[1]!.split(/[ \t,]+/).filter(id => id !== '');
    const isAlone = line.trimStart().startsWith('#');
    const target = isAlone ? nextLine(lines, index) : index;
    ignored.set(target + 1, new Set([...(ignored.get(target + 1) ?? []), ...ids.map(id => id.toUpperCase())]));
  });
  return ignored;
}

/** The next line that is not a comment: several may stand one below the other. */
function nextLine(lines: readonly string[], index: number): number {
  let next = index + 1;
  while (next < lines.length && (lines[next] ?? '').trimStart().startsWith('#')) next++;
  return next;
}

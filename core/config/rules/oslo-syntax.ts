import type { Translator } from '../../text/l10n.ts';
import type { OsloConfiguration } from '../deployment.ts';
import type { ConfigFix } from '../finding.ts';
import type { OsloFile, OsloProblem, OsloSetting } from '../oslo/oslo-file.ts';
import type { Rule, RuleFinding } from '../rule.ts';
import { givenSettings, placeIn } from './settings.ts';

/** What oslo.config refuses to read, and lines that it reads as a part of the value above them. */
export const osloSyntax: Rule = {
  id: 'OSLO-syntax',
  severity: 'error',
  title: l10n => l10n.t('Line that oslo.config does not understand'),
  why: l10n => l10n.t('The whole file is refused: every service that reads it fails to start.'),
  remedy: l10n =>
    l10n.t('Write headers as [group], options as name = value from the first column on, and comments with #.'),
  source: 'oslo_config/iniparser.py',
  *check(deployment, l10n) {
    const seen = new Set<OsloFile>();
    for (const { files } of deployment.nova)
      for (const file of files) {
        if (seen.has(file)) continue;
        seen.add(file);
        for (const problem of file.problems) yield fileProblem(file, problem, l10n);
      }
    for (const { configuration, file, setting } of givenSettings(deployment))
      yield* swallowedSettings(configuration, file, setting, l10n);
  },
};

function fileProblem(file: OsloFile, problem: OsloProblem, l10n: Translator): RuleFinding {
  const fix = fixOf(file, problem, l10n);
  return { place: placeIn(file, problem.range), message: messageOf(problem, l10n), ...(fix && { fix }) };
}

function messageOf({ kind }: OsloProblem, l10n: Translator): string {
  switch (kind) {
    case 'no-assignment':
      return l10n.t('There is no = or : in this line. The file is refused.');
    case 'empty-name':
      return l10n.t('There is no name before the sign. The file is refused.');
    case 'unclosed-header':
      return l10n.t('The header of a group must end with ]. The file is refused.');
    case 'empty-header':
      return l10n.t('The header names no group. The file is refused.');
    case 'unexpected-continuation':
      return l10n.t(
        'The line begins with a blank, so it continues a value, but there is none above it. The file is refused.',
      );
    case 'no-group':
      return l10n.t('Options need a header above them, such as [DEFAULT]. The file is refused.');
    case 'byte-order-mark':
      return l10n.t(
        'The file begins with a byte order mark, which is read as a part of its first line. The file is refused.',
      );
  }
}

function fixOf(file: OsloFile, { kind, range }: OsloProblem, l10n: Translator): ConfigFix | undefined {
  const place = placeIn(file, range);
  const line = file.text.slice(range.start, range.end);
  const end = placeIn(file, { start: range.end, end: range.end });
  if (kind === 'byte-order-mark')
    return { title: l10n.t('Delete the byte order mark'), edits: [{ ...place, text: '' }], isSafe: true };
  if (kind === 'unclosed-header' && !line.includes(']'))
    return { title: l10n.t('Close the header'), edits: [{ ...end, text: ']' }], isSafe: true };
  if (kind === 'no-group') {
    const start = placeIn(file, { start: range.start, end: range.start });
    return { title: l10n.t('Write {0}', '[DEFAULT]'), edits: [{ ...start, text: '[DEFAULT]\n' }], isSafe: false };
  }
  if (kind === 'unexpected-continuation' && /^\s*[\w-]+\s*[=:]/.test(line))
    return { title: l10n.t('Take the blanks away'), edits: [{ ...place, text: line.trimStart() }], isSafe: false };
  if (kind === 'no-assignment') {
    const words = /^([A-Za-z]\w*)([ \t]+)\S+$/.exec(line);
    if (words === null) return undefined;
    // The value stays where it is: a fix is written into reports, and the value may be a password.
    const [, name = '', blanks = ''] = words;
    const start = range.start + name.length;
    return {
      title: l10n.t('Write {0}', `${name} = …`),
      edits: [{ ...placeIn(file, { start, end: start + blanks.length }), text: ' = ' }],
      isSafe: false,
    };
  }
  return undefined;
}

/** `name = value` lines that begin with a blank, so that they became a part of the value above. */
function* swallowedSettings(
  configuration: OsloConfiguration,
  file: OsloFile,
  setting: OsloSetting,
  l10n: Translator,
): Iterable<RuleFinding> {
  if (!setting.value.includes('\n')) return;
  const text = file.text.slice(setting.valueRange.start, setting.valueRange.end);
  for (const line of text.matchAll(/(?<=[\r\n])([ \t]+)([A-Za-z][\w-]*)[ \t]*[=:][^\r\n]*/g)) {
    if (configuration.options.find(setting.group, line[2]!) === undefined) continue;
    const start = setting.valueRange.start + line.index;
    const blanks = placeIn(file, { start, end: start + line[1]!.length });
    yield {
      place: placeIn(file, { start: start + line[1]!.length, end: start + line[0].length }),
      severity: 'warning',
      message: l10n.t('The line begins with a blank, so it is a part of the value of {0}.', setting.name),
      fix: { title: l10n.t('Take the blanks away'), edits: [{ ...blanks, text: '' }], isSafe: false },
    };
  }
}

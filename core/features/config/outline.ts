import type { Deployment } from '../../config/deployment.ts';
import type { TextRange } from '../../config/finding.ts';

/** A row of the outline of a file of configuration. */
export interface ConfigSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'group' | 'option';
  readonly range: TextRange;
  readonly selectionRange: TextRange;
  readonly children: readonly ConfigSymbol[];
}

/** Groups, sections or elements with what they set. Undefined for kinds of files that others outline. */
export function configOutline(deployment: Deployment, path: string): ConfigSymbol[] | undefined {
  return osloOutline(deployment, path) ?? mySqlOutline(deployment, path) ?? haproxyOutline(deployment, path);
}

function osloOutline(deployment: Deployment, path: string): ConfigSymbol[] | undefined {
  const file = osloFileOf(deployment, path);
  return file?.groups
    .filter(group => group.headerRange.end > group.headerRange.start)
    .map(group => ({
      name: `[${group.name}]`,
      detail: '',
      kind: 'group',
      range: group.range,
      selectionRange: group.headerRange,
      // Values may be secrets, and the outline is shown to whoever looks on: they stay in the text.
      children: group.settings.map(setting => leaf(setting.name, '', setting.range, setting.nameRange)),
    }));
}

export function osloFileOf(deployment: Deployment, path: string) {
  return deployment.nova.flatMap(set => set.files).find(file => file.path === path);
}

function mySqlOutline(deployment: Deployment, path: string): ConfigSymbol[] | undefined {
  const file = deployment.mysql.find(candidate => candidate.path === path);
  return file?.sections.map(section => ({
    name: `[${section.name}]`,
    detail: '',
    kind: 'group',
    range: section.range,
    selectionRange: section.headerRange,
    children: file.settings
      .filter(({ nameRange }) => section.range.start <= nameRange.start && nameRange.end <= section.range.end)
      .map(setting =>
        leaf(setting.name, '', { start: setting.nameRange.start, end: setting.valueRange.end }, setting.nameRange),
      ),
  }));
}

function haproxyOutline(deployment: Deployment, path: string): ConfigSymbol[] | undefined {
  const file = deployment.haproxy.find(candidate => candidate.path === path);
  return file?.sections.map(section => ({
    name: section.name === undefined ? section.kind : `${section.kind} ${section.name}`,
    detail: '',
    kind: 'group',
    range: section.range,
    selectionRange: section.headerRange,
    children: section.settings
      .filter(({ words }) => ['bind', 'server', 'timeout', 'balance', 'mode'].includes(words[0]?.text ?? ''))
      .map(({ words, range }) => {
        const label = words.slice(0, words[0]?.text === 'timeout' || words[0]?.text === 'server' ? 2 : 1);
        const selectionRange = { start: range.start, end: label.at(-1)?.range.end ?? range.end };
        return leaf(
          label.map(({ text }) => text).join(' '),
          words.slice(label.length)[0]?.text ?? '',
          range,
          selectionRange,
        );
      }),
  }));
}

function leaf(name: string, detail: string, range: TextRange, selectionRange: TextRange): ConfigSymbol {
  return { name: name === '' ? '?' : name, detail, kind: 'option', range, selectionRange, children: [] };
}

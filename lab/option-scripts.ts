import { controllerNamed } from './change.ts';
import { configurationFiles } from './configuration.ts';
import { controllerOf } from './host-scripts.ts';
import { failed, type Host, printed, type Reply } from './reply.ts';

/** What setting options would change, as `diff -U 0` prints it. */
export function optionsDifferenceScript(host: Host): Reply {
  const path = candidate(host);
  if (path === undefined) return noCandidate(host);
  const before = textOf(host, path);
  const after = withOptions(before, host.parameters.OPTIONS ?? '');
  const [old, edited] = [before.split('\n'), after.split('\n')];
  // Options are set line by line: what stands before and behind the changed lines is the same.
  let start = 0;
  while (start < old.length && start < edited.length && old[start] === edited[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, edited.length) - start && old.at(-1 - end) === edited.at(-1 - end)) end++;
  const removed = old.slice(start, old.length - end);
  const added = edited.slice(start, edited.length - end);
  if (removed.length + added.length === 0) return printed(`file ${path}\n`);
  const kept = new Set(removed.filter(line => added.includes(line)));
  const lines = [
    ...removed.filter(line => !kept.has(line)).map(line => `-${line}`),
    ...added.filter(line => !kept.has(line)).map(line => `+${line}`),
  ];
  const head = `--- ${path}\n+++ -\n@@ -${start + 1},${removed.length} +${start + 1},${added.length} @@\n`;
  return printed(`file ${path}\n${head}${lines.join('\n')}\n`);
}

/** Sets options and keeps a copy beside the file. */
export function setOptionsScript(host: Host): Reply {
  const path = candidate(host);
  if (path === undefined) return noCandidate(host);
  const { BACKUP = '', OPTIONS = '' } = host.parameters;
  const before = textOf(host, path);
  write(host, files => {
    files[BACKUP] ??= before;
    files[path] = withOptions(before, OPTIONS);
  });
  return printed(`${BACKUP}\n`);
}

export function restoreFileScript(host: Host): Reply {
  const { FILE = '', BACKUP = '' } = host.parameters;
  const copy = controllerOf(host).files[BACKUP];
  if (copy === undefined) return failed(1, `cp: cannot stat '${BACKUP}': No such file or directory\n`);
  write(host, files => {
    files[FILE] = copy;
  });
  return printed('');
}

function write(host: Host, change: (files: Record<string, string>) => void): void {
  host.world.apply(({ state }) => {
    const controller = controllerNamed(state, host.controller);
    if (controller) change(controller.files);
  });
}

function textOf(host: Host, path: string): string {
  return configurationFiles(host.world, host.controller).get(path) ?? '';
}

function candidate(host: Host): string | undefined {
  const there = configurationFiles(host.world, host.controller);
  return (host.parameters.CANDIDATES ?? '').split(' ').find(path => there.has(path));
}

function noCandidate(host: Host): Reply {
  return failed(78, `none of ${host.parameters.CANDIDATES} can be read\n`);
}

/** The text with options set: lines `GROUP NAME VALUE` with tabs between them. */
function withOptions(text: string, options: string): string {
  return options.split('\n').reduce((edited, line) => {
    const [group = '', name = '', value = ''] = line.split('\t');
    return withOption(edited, group, name, value);
  }, text);
}

/** The last line that sets the option is replaced; else a line comes below the head of its group, else the group at the end. */
function withOption(text: string, group: string, name: string, value: string): string {
  const lines = text.split('\n');
  const plain = (word: string) => word.replaceAll('-', '_').replace(/\s/g, '');
  let current = '';
  let head = -1;
  let found = -1;
  for (const [index, line] of lines.entries()) {
    const title = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (title !== undefined) current = title;
    if (title === group) head = index;
    if (current === group && /^[^#; \t[]/.test(line) && plain(line.split(/[=:]/)[0] ?? '') === plain(name))
      found = index;
  }
  const setting = `${name} = ${value}`;
  if (found >= 0) lines[found] = setting;
  else if (head >= 0) lines.splice(head + 1, 0, setting);
  else lines.splice(lines.at(-1) === '' ? -1 : lines.length, 0, '', `[${group}]`, setting);
  return lines.join('\n');
}

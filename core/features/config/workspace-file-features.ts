import type { TextRange } from '../../config/finding.ts';
import { type Shape, workspaceShape } from '../../config/workspace-shape.ts';
import type { Translator } from '../../text/l10n.ts';
import { lineStartAt } from '../../text/line-index.ts';
import type { ConfigCompletion } from './oslo-completion.ts';
import type { ConfigHover } from './oslo-hover.ts';

/** What keys of `.nova-doctor.yaml` are for, by their path. */
function keyText(path: string, l10n: Translator): string | undefined {
  const texts: Readonly<Record<string, string>> = {
    cluster: l10n.t('The name of the cluster: it is shown wherever something is about to be changed.'),
    release: l10n.t('The release of OpenStack whose options count, or auto.'),
    vip: l10n.t('The virtual IP, or several, or none.'),
    holderGroup: l10n.t('The group of the inventory where the virtual IP lives, when that is not the controllers.'),
    anchor: l10n.t('The controller that plays the part of the holder when there is no virtual IP.'),
    timezones: l10n.t('Time zones of logs that do not say theirs, by host; default for all others.'),
    databaseAdmin: l10n.t('Who may look into the database where the account of nova may not. Never a password.'),
    controllers: l10n.t('The controllers, or the Ansible inventory and its group that has them.'),
    'controllers.inventory': l10n.t('Path of an Ansible inventory, INI or YAML.'),
    'controllers.group': l10n.t('The group of the inventory; control unless said.'),
    engine: l10n.t('Who owns the services. This is for readers: each controller is asked, whatever stands here.'),
    containers: l10n.t('Names of the containers, by service.'),
    logs: l10n.t('Where the logs are, one folder or several.'),
    become: l10n.t('How commands become root: sudo (without a password), or none.'),
    counts: l10n.t('What the sum of connections is calculated with, where files do not say.'),
    'counts.controllers': l10n.t('How many controllers there are.'),
    'counts.cores': l10n.t(
      'Processor cores of each controller: services without a number of workers start one per core.',
    ),
    'counts.cells': l10n.t('How many cells there are, without cell0.'),
    'counts.conductorWorkers': l10n.t('Worker processes of nova-conductor on each controller.'),
    files: l10n.t('Files of configuration that belong together; they are found by themselves when left out.'),
    database: l10n.t('Limits of the database, when its own file is not at hand.'),
    'database.maxConnections': l10n.t('max_connections of the server.'),
    'database.waitTimeout': l10n.t('wait_timeout of the server, in seconds.'),
  };
  return texts[path];
}

interface YamlLine {
  readonly indentation: number;
  readonly key: string | undefined;
  readonly keyRange: TextRange;
  /** Where the value begins. */
  readonly valueStart: number;
  readonly end: number;
}

/** A line as far as keys are concerned: good enough while it is being written, when YAML itself is not valid. */
function lineAt(text: string, offset: number): YamlLine {
  const start = lineStartAt(text, offset);
  const next = text.indexOf('\n', offset);
  const end = next === -1 ? text.length : next;
  const match = /^([ \t]*)(?:([A-Za-z][\w-]*)[ \t]*(:)?)?/.exec(text.slice(start, end))!;
  const keyStart = start + match[1]!.length;
  return {
    indentation: match[1]!.length,
    key: match[3] === undefined ? undefined : match[2],
    keyRange: { start: keyStart, end: keyStart + (match[2]?.length ?? 0) },
    valueStart: start + match[0].length,
    end,
  };
}

/** The keys above a line that it lies below, the outermost one first. */
function parentsOf(text: string, offset: number, indentation: number): string[] {
  const parents: string[] = [];
  let limit = indentation;
  let at = lineStartAt(text, offset) - 1;
  while (at > 0 && limit > 0) {
    const line = lineAt(text, at);
    if (line.key !== undefined && line.indentation < limit) {
      parents.unshift(line.key);
      limit = line.indentation;
    }
    at = lineStartAt(text, at) - 1;
  }
  return parents;
}

function shapeAt(path: readonly string[]): Shape | undefined {
  let shape: Shape | undefined = workspaceShape;
  for (const key of path) shape = shape?.fields && Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
  return shape;
}

/** Keys that are not given yet, and values where there is a choice. */
export function workspaceFileCompletions(
  text: string,
  offset: number,
  releases: readonly string[],
  l10n: Translator,
): ConfigCompletion[] {
  const line = lineAt(text, offset);
  const parents = parentsOf(text, offset, line.indentation);
  if (line.key !== undefined && offset >= line.valueStart) {
    return valueCompletions([...parents, line.key], text, offset, line, releases, l10n);
  }
  if (offset > line.keyRange.end) return [];
  const fields = shapeAt(parents)?.fields ?? {};
  const given = new Set(siblingKeys(text, offset, line.indentation));
  return Object.entries(fields)
    .filter(([key]) => !given.has(key))
    .map(([key, shape], index) => ({
      label: key,
      kind: 'key',
      detail: shape.fields === undefined ? shape.expected(l10n) : '',
      text: line.key === undefined ? `${key}: ` : key,
      range: line.keyRange,
      order: index,
      goesOn: line.key === undefined,
    }));
}

/** The keys beside a line, in the same map. */
function siblingKeys(text: string, offset: number, indentation: number): string[] {
  const own = text.slice(0, offset).split('\n').length - 1;
  const lines = text.split('\n');
  const keys: string[] = [];
  const read = (index: number): boolean => {
    const match = /^([ \t]*)([A-Za-z][\w-]*)[ \t]*:/.exec(lines[index] ?? '');
    if (match === null) return true;
    if (match[1]!.length < indentation) return false;
    if (match[1]!.length === indentation) keys.push(match[2]!);
    return true;
  };
  for (let index = own - 1; index >= 0 && read(index); index--);
  for (let index = own + 1; index < lines.length && read(index); index++);
  return keys;
}

function valueCompletions(
  path: readonly string[],
  text: string,
  offset: number,
  line: YamlLine,
  releases: readonly string[],
  l10n: Translator,
): ConfigCompletion[] {
  const shape = shapeAt(path);
  const isRelease = path.join('.') === 'release';
  const values = isRelease
    ? ['auto', ...releases.toReversed().map(name => (/^\d/.test(name) ? `"${name}"` : name))]
    : (shape?.words ?? []);
  const written = text.slice(line.valueStart, line.end);
  const blanks = /^[ \t]*/.exec(written)?.[0] ?? '';
  const comment = written.search(/[ \t]#/);
  const end = Math.max(offset, line.valueStart + (comment === -1 ? written.trimEnd().length : comment));
  const range = { start: Math.min(offset, line.valueStart + blanks.length), end };
  return values.map((value, index) => ({
    label: value,
    kind: 'value',
    detail: shape?.expected(l10n) ?? '',
    text: blanks === '' ? ` ${value}` : value,
    range,
    order: index,
  }));
}

export function workspaceFileHover(text: string, offset: number, l10n: Translator): ConfigHover | undefined {
  const line = lineAt(text, offset);
  if (line.key === undefined || offset > line.keyRange.end || offset < line.keyRange.start) return undefined;
  const path = [...parentsOf(text, offset, line.indentation), line.key];
  const shape = shapeAt(path);
  const about = keyText(path.join('.'), l10n);
  if (shape === undefined || about === undefined) return undefined;
  const expected = shape.fields === undefined ? `\n\n${l10n.t('Expected: {0}.', shape.expected(l10n))}` : '';
  return { range: line.keyRange, markdown: `**${path.join('.')}**\n\n${about}${expected}` };
}

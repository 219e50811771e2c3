import type { Translator } from '../text/l10n.ts';
import { mySqlNumber } from './mysql/my-cnf.ts';

/** What a value of `.nova-doctor.yaml` must be like. */
export interface Shape {
  /** Keys of a map, where it is one with known keys. A map is judged key by key, anything else by `accepts`. */
  readonly fields?: Readonly<Record<string, Shape>>;
  accepts(value: unknown): boolean;
  /** All values that will do, where there are only a few. */
  readonly words?: readonly string[];
  /** What would be right, to stand behind “expected”. */
  expected(l10n: Translator): string;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isMapOfTexts = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);

const text: Shape = { accepts: isText, expected: l10n => l10n.t('a text') };
const texts: Shape = {
  accepts: value => isText(value) || (Array.isArray(value) && value.every(isText)),
  expected: l10n => l10n.t('a text or a list of texts'),
};
const mapOfTexts: Shape = { accepts: isMapOfTexts, expected: l10n => l10n.t('names with a text each') };

/** Unquoted `2025.1` is a number for YAML. */
const release: Shape = {
  accepts: value => isText(value) || (typeof value === 'number' && value > 2000),
  expected: l10n => l10n.t('a release such as "2025.1" or zed, or auto'),
};

function numberFrom(least: number): Shape {
  return {
    accepts: value => Number.isSafeInteger(value) && (value as number) >= least,
    expected: l10n => l10n.t('a whole number from {0}', least),
  };
}

function oneOf(...words: readonly string[]): Shape {
  return {
    words,
    accepts: value => words.includes(value as string),
    expected: l10n => l10n.t('one of {0}', words.join(', ')),
  };
}

function map(fields: Readonly<Record<string, Shape>>): Shape {
  return {
    fields,
    accepts: () => false,
    expected: l10n => l10n.t('keys with values: {0}', Object.keys(fields).join(', ')),
  };
}

/** The controllers themselves, or where an Ansible inventory is. */
const controllers: Shape = {
  fields: { inventory: text, group: text },
  accepts: value =>
    Array.isArray(value) &&
    value.every(
      each => isText(each) || (typeof each === 'object' && each !== null && isText((each as { name?: unknown }).name)),
    ),
  expected: l10n => l10n.t('an inventory, or a list of controllers with name, host and port'),
};

/** Bytes, or a number with K, M, G or T, as in my.cnf. */
const sizeOfMemory: Shape = {
  accepts: value => (typeof value === 'number' || typeof value === 'string') && (mySqlNumber(String(value)) ?? 0) > 0,
  expected: l10n => l10n.t('a size such as 64G'),
};

/** What may own the services of a controller, as the workspace file names it. */
export const engineWords = ['auto', 'systemd', 'docker', 'podman', 'quadlet', 'pacemaker', 'kolla', 'tripleo'] as const;

/** All of `.nova-doctor.yaml`. */
export const workspaceShape: Shape = map({
  cluster: text,
  release,
  vip: texts,
  holderGroup: text,
  anchor: text,
  timezones: mapOfTexts,
  databaseAdmin: map({ host: text, loginPath: text, port: numberFrom(1) }),
  controllers,
  engine: oneOf(...engineWords),
  containers: mapOfTexts,
  logs: texts,
  become: oneOf('none', 'sudo'),
  counts: map({
    controllers: numberFrom(0),
    cores: numberFrom(1),
    cells: numberFrom(1),
    conductorWorkers: numberFrom(1),
  }),
  files: map({ nova: texts, placement: texts, mysql: texts, haproxy: texts, mycat: texts, proxysql: texts }),
  database: map({ maxConnections: numberFrom(1), waitTimeout: numberFrom(1), memory: sizeOfMemory }),
});

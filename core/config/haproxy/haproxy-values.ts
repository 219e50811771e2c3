import type { HaproxyFile, HaproxySection, HaproxySetting, HaproxyWord } from './haproxy-file.ts';

/** A time of haproxy. */
export interface HaproxyTime {
  readonly milliseconds: number;
  readonly unit: 'us' | 'ms' | 's' | 'm' | 'h' | 'd' | undefined;
}

const millisecondsPer = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a time of haproxy: a whole number and a unit, milliseconds where there is none.
 * @returns undefined for what haproxy 2.6 refuses or warns about: `1.5s`, `10S`, `1h30m`, more than 2147483647 ms.
 */
export function readHaproxyTime(text: string): HaproxyTime | undefined {
  const match = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text);
  if (!match) return undefined;
  const unit = match[2] as HaproxyTime['unit'];
  const milliseconds = Number(match[1]) * millisecondsPer[unit ?? 'ms'];
  return milliseconds > 2_147_483_647 ? undefined : { milliseconds, unit };
}

/** The last setting of a section that begins with these words: later ones win. */
export function settingOf(section: HaproxySection, ...words: string[]): HaproxySetting | undefined {
  return section.settings.findLast(setting => words.every((word, index) => setting.words[index]?.text === word));
}

/** All settings of a section that begin with this word: `bind`, `server`. */
export function settingsOf(section: HaproxySection, word: string): readonly HaproxySetting[] {
  return section.settings.filter(setting => setting.words[0]?.text === word);
}

/**
 * The `defaults` section that another section takes its settings from: the one that it names, else the last one above it.
 * Sections of other files are not seen; kolla puts the defaults into a file of their own, so all files are handed in.
 */
function defaultsOf(files: readonly HaproxyFile[], section: HaproxySection): HaproxySection | undefined {
  if (section.kind === 'global') return undefined;
  const sections = files.flatMap(file => file.sections);
  const defaults = sections.filter(other => other.kind === 'defaults');
  if (section.from) {
    const name = section.from.text;
    return defaults.find(other => other.name === name && other !== section);
  }
  if (section.kind === 'defaults') return undefined;
  const own = files.find(file => file.sections.includes(section));
  const above = own?.sections.slice(0, own.sections.indexOf(section)).findLast(other => other.kind === 'defaults');
  return above ?? files.flatMap(file => (file === own ? [] : file.sections)).findLast(one => one.kind === 'defaults');
}

/** The setting that counts for a section: its own, or that of the defaults it builds on. */
export function effectiveSetting(
  files: readonly HaproxyFile[],
  section: HaproxySection,
  ...words: string[]
): { setting: HaproxySetting; section: HaproxySection } | undefined {
  const seen = new Set<HaproxySection>();
  for (let current: HaproxySection | undefined = section; current && !seen.has(current); ) {
    const setting = settingOf(current, ...words);
    if (setting) return { setting, section: current };
    seen.add(current);
    current = defaultsOf(files, current);
  }
  return undefined;
}

/** An address of `bind` or `server`. The host is undefined where it is `*` or left out. */
export interface HaproxyAddress {
  readonly host: string | undefined;
  readonly port: number | undefined;
}

/** Reads `10.77.0.10:3306`, `*:3306`, `:3306`, `[::1]:3306`, `ipv4@…`; undefined for a socket's path. */
export function readHaproxyAddress(text: string): HaproxyAddress | undefined {
  const plain = text.replace(/^(?:ipv4|ipv6)@/, '');
  const match = /^(?:\[([^\]]*)\]|([^/]*?))(?::(\d+))?(?:-\d+)?$/.exec(plain);
  if (!match || plain.includes('@')) return undefined;
  const host = match[1] ?? match[2] ?? '';
  return {
    host: host === '' || host === '*' || host === '::' || host === '0.0.0.0' ? undefined : host,
    port: match[3] === undefined ? undefined : Number(match[3]),
  };
}

/** The addresses that a `listen` or `frontend` answers on; `bind a:1,b:1` has two. */
export function bindAddresses(section: HaproxySection): readonly HaproxyAddress[] {
  return settingsOf(section, 'bind').flatMap(setting =>
    (setting.words[1]?.text ?? '').split(',').flatMap(word => readHaproxyAddress(word) ?? []),
  );
}

/** A `server` line. */
export interface HaproxyServer {
  readonly name: string;
  readonly address: HaproxyAddress | undefined;
  /** Words behind the address: `check`, `inter`, `2000`, `backup`. */
  readonly words: readonly HaproxyWord[];
  readonly setting: HaproxySetting;
}

export function serversOf(section: HaproxySection): readonly HaproxyServer[] {
  return settingsOf(section, 'server').flatMap(setting => {
    const [, name, address, ...words] = setting.words;
    if (!name || !address) return [];
    return [{ name: name.text, address: readHaproxyAddress(address.text), words, setting }];
  });
}

import type { EffectiveOption, OsloConfiguration } from '../deployment.ts';
import type { Rule } from '../rule.ts';

/** Options that name the host itself, so that they have to differ. */
const ofTheHost =
  /^(?:host|my_ip|my_block_storage_ip|.*_listen|.*_host|bind_host|.*_address|server_listen|novncproxy_base_url|local_ip|log_file|state_path|lock_path|instances_path|pci_.*|passthrough_whitelist|device_spec|cpu_.*|reserved_.*|.*_allocation_ratio|resume_guests_state_on_host_boot|my_shared_fs_storage_ip|enabled_.*_types)$/;

/** The same service is configured differently on several hosts. */
export const x049: Rule = {
  id: 'X049',
  severity: 'warning',
  title: l10n => l10n.t('The same service has different values on different controllers'),
  why: l10n =>
    l10n.t(
      'Requests then behave differently depending on which controller takes them, and an incident seems to come and go with the VIP.',
    ),
  remedy: l10n => l10n.t('Give all controllers the same value, by the tool that writes these files.'),
  source: 'own observation; options that name the host itself are left out',
  *check(deployment, l10n) {
    for (const group of sameService(deployment.nova)) {
      for (const { label, of } of settingsOf(group)) {
        const values = of.map(({ configuration, option }) => ({
          configuration,
          option,
          text: valueText(configuration, option),
        }));
        // An address of one of the controllers is its own there and another's elsewhere: what is written alike is alike.
        if (new Set(of.map(({ option }) => JSON.stringify(option.value ?? option.raw ?? null))).size === 1) continue;
        const common = mostFrequent(values.map(({ text }) => text));
        if (common.count === values.length) continue;
        const odd = values.filter(({ text, option }) => text !== common.text && option.place !== undefined);
        for (const { option, configuration } of odd) {
          const others = values.filter(({ text, option: other }) => text === common.text && other.place !== undefined);
          yield {
            place: option.place!,
            option: label,
            message: l10n.t(
              '{0} is not the same on all controllers: {1} differs from the others.',
              label,
              configuration.host ?? '',
            ),
            related: others.slice(0, 3).map(other => ({
              place: other.option.place!,
              message: other.configuration.host ?? '',
            })),
          };
        }
      }
    }
  },
};

/** The configurations of one service on several hosts. Files that lie over others (kolla's overrides) say too little. */
function sameService(configurations: readonly OsloConfiguration[]): OsloConfiguration[][] {
  const groups = new Map<string, OsloConfiguration[]>();
  for (const configuration of configurations) {
    if (configuration.host === undefined || configuration.isPartial) continue;
    const names = configuration.files.map(file => file.path.split(/[/\\]/).at(-1)).join(' ');
    const key = `${configuration.service ?? ''} ${names}`;
    groups.set(key, [...(groups.get(key) ?? []), configuration]);
  }
  return [...groups.values()].filter(group => new Set(group.map(({ host }) => host)).size > 1);
}

/** Every option that one of the files sets, with what it is worth to each. */
function settingsOf(group: readonly OsloConfiguration[]) {
  const labels = new Map<string, { group: string; name: string }>();
  for (const { files } of group) {
    for (const setting of files.flatMap(file => file.groups.flatMap(section => section.settings))) {
      if (!ofTheHost.test(setting.name)) labels.set(`[${setting.group}]${setting.name}`, setting);
    }
  }
  return [...labels].map(([label, { group: section, name }]) => ({
    label,
    of: group.map(configuration => ({ configuration, option: configuration.get(section, name) })),
  }));
}

/** A value without what names the host that it is on. */
function valueText(configuration: OsloConfiguration, option: EffectiveOption): string {
  // `True` and `true` are one value, and so are a default and the same number written out.
  const text = JSON.stringify(option.value ?? option.raw ?? null);
  const own = [
    configuration.host,
    configuration.stringOf('DEFAULT', 'my_ip'),
    configuration.stringOf('DEFAULT', 'host'),
  ];
  return own.reduce<string>((rest, name) => (name ? rest.replaceAll(name, '<host>') : rest), text);
}

function mostFrequent(texts: readonly string[]): { text: string; count: number } {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [first] = [...counts].sort(([, one], [, other]) => other - one);
  return { text: first?.[0] ?? '', count: first?.[1] ?? 0 };
}

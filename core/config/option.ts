/** The kinds of values that oslo.config's types (oslo_config/types.py) accept. */
export type OptionType =
  | 'string'
  | 'integer'
  | 'float'
  | 'boolean'
  | 'port'
  | 'list'
  | 'dict'
  | 'uri'
  | 'hostname'
  | 'host-address'
  | 'host-domain'
  | 'ip-address'
  | 'range'
  | 'unknown';

/** A name under which an option may be given. Files write it with underscores: oslo.config passes over one with dashes. */
export interface OptionName {
  readonly group: string;
  readonly name: string;
}

/** What a value must be like: the arguments of a type of oslo_config/types.py. */
export interface ValueType {
  readonly type: OptionType;
  /** Of the elements of a list, or of the values of a dict; strings where it is left out. */
  readonly item?: ValueType;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly (string | number | null)[];
  readonly ignoresCase?: boolean;
  /** Of strings and addresses, in characters. */
  readonly maxLength?: number;
  /** Of lists and dicts, in elements. */
  readonly minLength?: number;
  /** A regular expression that must match somewhere. */
  readonly pattern?: string;
  /** Of addresses: the words that may stand before `://`. */
  readonly schemes?: readonly string[];
  /** Whether a list stands in `[]`, a dict in `{}`. */
  readonly hasBounds?: boolean;
  /** Whether quotes around an element are taken off, and must then be closed. */
  readonly hasQuotes?: boolean;
  /** Of IP addresses and hosts: 4 or 6 where only one of them will do. */
  readonly ipVersion?: number;
}

/** Facts about one oslo.config option in one release: an element of `knowledge/options/RELEASE.json`. */
export interface Option extends OptionName, ValueType {
  /** The type of `item`. */
  readonly itemType?: OptionType;
  /** Whether it may be given several times, each value counting (oslo.config's MultiOpt). */
  readonly isMulti: boolean;
  readonly default?: string | number | boolean | readonly string[] | Readonly<Record<string, string>>;
  /** What upstream's sample shows where the default is made at run time: `<current_hostname>`, `$state_path/instances`. */
  readonly sampleDefault?: string;
  readonly isSecret: boolean;
  /** Whether a running service takes a new value at SIGHUP. */
  readonly isMutable: boolean;
  readonly isRequired: boolean;
  /** Further names, all honoured by this release, with a warning in the log. The first one that a file has counts. */
  readonly deprecatedNames: readonly OptionName[];
  readonly isDeprecatedForRemoval: boolean;
  /** The release that deprecated it, as upstream wrote it. */
  readonly deprecatedSince?: string;
  /** Who registers it: `nova.conf`, `oslo.db`, `keystonemiddleware.auth_token` … */
  readonly namespace: string;
}

/**
 * The options of one release. oslo.config looks groups up without case (`[Database]` is read as `[database]`, only DEFAULT
 * must be written so; `_normalize_group_name` in cfg.py), but names exactly: `max-pool-size` is not read where the option is
 * registered as `max_pool_size`.
 */
export interface OptionCatalogue {
  /** `zed`, `2025.1`. */
  readonly release: string;
  readonly groups: readonly string[];
  optionsOf(group: string): readonly Option[];
  /** The option that a group and a name stand for: by its own name, or by a deprecated one. */
  find(group: string, name: string): { readonly option: Option; readonly isDeprecatedName: boolean } | undefined;
  /** All options that a name stands for: one deprecated name may give several options (`[DEFAULT]sql_connection`). */
  findAll(group: string, name: string): readonly { readonly option: Option; readonly isDeprecatedName: boolean }[];
  /** Whether options of this group are registered only at run time, by plug-ins that the file chooses (`keystone_authtoken`). */
  isDynamic(group: string): boolean;
  /** What became of a name of another release: renamed to, or removed in which release; added in which. */
  history(
    group: string,
    name: string,
  ): { readonly renamedTo?: OptionName; readonly removedIn?: string; readonly addedIn?: string } | undefined;
}

/** The releases with data, oldest first; the words are those of `.nova-doctor.yaml` and `--release`. */
export type Release = string;

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

/** A name under which an option may be given. Dashes are underscores. */
export interface OptionName {
  readonly group: string;
  readonly name: string;
}

/** Facts about one oslo.config option in one release: an element of `knowledge/options/RELEASE.json`. */
export interface Option extends OptionName {
  readonly type: OptionType;
  /** Of the elements of a list, or of the values of a dict. */
  readonly itemType?: OptionType;
  /** Whether it may be given several times, each value counting (oslo.config's MultiOpt). */
  readonly isMulti: boolean;
  readonly default?: string | number | boolean | readonly string[] | Readonly<Record<string, string>>;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly (string | number | null)[];
  readonly ignoresCase?: boolean;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly isSecret: boolean;
  /** Whether a running service takes a new value at SIGHUP. */
  readonly isMutable: boolean;
  readonly isRequired: boolean;
  /** Further names, all honoured by this release, with a warning in the log. */
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

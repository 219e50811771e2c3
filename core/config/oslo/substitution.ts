/** A name that stands in a value for another option's value: `$my_ip`, `${database.max_pool_size}`. */
export interface Reference {
  /** Undefined where it is the option of this name in the value's own group, else in `[DEFAULT]`. */
  readonly group: string | undefined;
  readonly name: string;
  /** As it stands in the value, with its sign and braces. */
  readonly text: string;
}

/**
 * Fills in the values of other options, as oslo.config's `Template` does: `$$` and `\$` are a dollar sign, and a dollar sign
 * before anything but a name stays.
 * @param resolve the value of another option; undefined where there is no such option, which oslo.config refuses.
 * @returns the text, or the first reference that has no value.
 */
export function substitute(
  text: string,
  resolve: (reference: Reference) => string | undefined,
): { readonly text: string } | { readonly missing: Reference } {
  if (!text.includes('$')) return { text };
  let missing: Reference | undefined;
  const filled = text
    .replaceAll('\\$', '$$$$')
    .replace(/\$(?:(\$)|([_a-z][._a-z0-9]*)|\{([_a-z][._a-z0-9]*)\})/gi, (whole, dollar, named, braced) => {
      if (dollar !== undefined) return '$';
      const reference = referenceOf(named ?? braced, whole);
      const value = missing === undefined ? resolve(reference) : undefined;
      if (value === undefined) missing ??= reference;
      return value ?? whole;
    });
  return missing === undefined ? { text: filled } : { missing };
}

function referenceOf(name: string, text: string): Reference {
  const dot = name.indexOf('.');
  return dot < 0 ? { group: undefined, name, text } : { group: name.slice(0, dot), name: name.slice(dot + 1), text };
}

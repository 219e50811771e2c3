/** What Python's `str.isspace` calls a blank: JavaScript's own set has U+FEFF besides and lacks U+001C to U+001F and U+0085. */
const blanks = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const leadingBlanks = new RegExp(`^[${blanks}]+`);
const isBlank = new RegExp(`[${blanks}]`);

/** The number of characters that Python's `lstrip` takes off. */
export function leadingBlankCount(text: string): number {
  return leadingBlanks.exec(text)?.[0].length ?? 0;
}

/** The length of what Python's `rstrip` leaves. */
export function lengthWithoutTrailingBlanks(text: string): number {
  let end = text.length;
  while (end > 0 && isBlankAt(text, end - 1)) end -= 1;
  return end;
}

function isBlankAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code > 0x20 && code < 0x85) return false;
  return isBlank.test(text[index]!);
}

/** Python's `strip`. */
export function strip(text: string): string {
  return text.slice(leadingBlankCount(text), Math.max(leadingBlankCount(text), lengthWithoutTrailingBlanks(text)));
}

/** A group's name as oslo.config compares it (`_normalize_group_name`): in lower case, but `DEFAULT` only as it stands. */
export function normalizeGroup(group: string): string {
  return group === 'DEFAULT' ? group : group.toLowerCase();
}

/** A name or an address of a host. What begins with a dash would be an option of ssh. */
export function isHostName(text: string): boolean {
  return /^[A-Za-z0-9_[][A-Za-z0-9_.:%\]-]*$/.test(text);
}

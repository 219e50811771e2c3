/** Whether two values are equal through and through: plain objects, arrays, maps and sets (in their order), and the rest by `Object.is`. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (one instanceof Map) return other instanceof Map && one.size === other.size && isEqual([...one], [...other]);
  if (one instanceof Set) return other instanceof Set && one.size === other.size && isEqual([...one], [...other]);
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    return one.every((value, index) => isEqual(value, other[index]));
  }
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every(key => isEqual((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]));
}

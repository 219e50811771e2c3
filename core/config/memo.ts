/**
 * Remembers what a function gave for a text, as long as the object that it depends on lives: from one keystroke to the next,
 * nearly all questions are the same.
 */
export function memoByText<Of extends object, Result>(
  compute: (of: Of, text: string) => Result,
): (of: Of, text: string) => Result {
  const known = new WeakMap<Of, Map<string, Result>>();
  return (of, text) => {
    let results = known.get(of);
    if (results === undefined) {
      results = new Map();
      known.set(of, results);
    }
    const before = results.get(text);
    if (before !== undefined || results.has(text)) return before as Result;
    // What is typed letter by letter must not add up for ever.
    if (results.size >= mostTexts) results.clear();
    const result = compute(of, text);
    results.set(text, result);
    return result;
  };
}

const mostTexts = 10_000;

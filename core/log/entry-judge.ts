import type { Entry } from './entry.ts';
import { matchTextOf } from './match-text.ts';
import type { SignatureMatcher } from './signature-matcher.ts';
import { type Symptom, symptomsOf } from './symptoms.ts';

/** What the text of one entry shows, whatever its place and time. */
export interface Judged {
  /** See `matchTextOf`. */
  readonly text: string;
  /** Indexes of the signatures that it matches. */
  readonly signatures: readonly number[];
  readonly symptoms: readonly Symptom[];
  /** Whether a caller reports what happened in the service it called (a RemoteError). */
  readonly isRemote: boolean;
}

const mostRemembered = 2000;

/**
 * Makes a function that judges entries. In an error storm most entries say the same; their judgement is remembered.
 */
export function createEntryJudge(matcher: SignatureMatcher): (entry: Entry) => Judged {
  const remembered = new Map<string, Map<string, Judged>>();
  let count = 0;

  function rememberedOf(format: string): Map<string, Judged> {
    if (count > mostRemembered) {
      remembered.clear();
      count = 0;
    }
    const known = remembered.get(format);
    if (known) return known;
    const fresh = new Map<string, Judged>();
    remembered.set(format, fresh);
    return fresh;
  }

  return entry => {
    const text = matchTextOf(entry);
    const own = rememberedOf(entry.format);
    const known = own.get(text);
    if (known) return known;
    const signatures = matcher.matchText(text, entry.level);
    const judged = {
      text,
      signatures,
      symptoms: [...ownSymptoms(matcher, signatures), ...symptomsOf(entry, text)],
      isRemote: /Remote error|RemoteError|_Remote\b/.test(text),
    };
    own.set(text, judged);
    count++;
    return judged;
  };
}

/** What users' signatures show is a symptom by itself. */
function ownSymptoms(matcher: SignatureMatcher, matched: readonly number[]): Symptom[] {
  return matched.flatMap(index => {
    const signature = matcher.signatures[index]!;
    const isProblem = signature.isOwn === true && signature.severity !== 'info';
    return isProblem ? [{ kind: 'own-signature' as const, value: signature.id }] : [];
  });
}

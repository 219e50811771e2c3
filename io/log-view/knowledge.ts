import type { CompiledFormat } from '../../core/log/format.ts';
import { compileFormats } from '../../core/log/format.ts';
import { createSignatureMatcher, type SignatureMatcher } from '../../core/log/signature-matcher.ts';
import { createSourceNames, type SourceNames } from '../../core/log/source-names.ts';
import { english } from '../../core/text/l10n.ts';
import { addUserSignatures } from '../files/user-signatures.ts';
import { readLogKnowledge } from '../knowledge.ts';

/** What the view knows of logs. */
export interface ViewKnowledge {
  readonly formats: readonly CompiledFormat[];
  readonly matcher: SignatureMatcher;
  readonly names: SourceNames;
}

/**
 * @param folder path of the `knowledge` folder; @param locale of the titles.
 * @param signaturePaths the user's own signatures; what is wrong with them the language server tells.
 */
export async function readViewKnowledge(
  folder: string,
  locale: string,
  signaturePaths: readonly string[],
): Promise<ViewKnowledge> {
  const knowledge = readLogKnowledge(folder, locale);
  const formats = compileFormats(knowledge.formats);
  const own = await addUserSignatures(signaturePaths, { ...knowledge, formats, l10n: english });
  return {
    formats,
    matcher: createSignatureMatcher(own.signatures, own.compile),
    names: createSourceNames(knowledge.systems),
  };
}

import type { Translator } from '../../text/l10n.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Analysis } from '../analysis.ts';

/** An analysis that may leave the program that made it: secrets are replaced, and titles are in the user's language. */
export function shownAnalysis(
  analysis: Analysis,
  { redactor, l10n }: { readonly redactor: Redactor; readonly l10n: Translator },
): Analysis {
  const { redact } = redactor;
  return {
    ...analysis,
    findings: analysis.findings.map(finding => ({
      ...finding,
      title: l10n.t(finding.title),
      samples: finding.samples.map(sample => ({ ...sample, text: redact(sample.text) })),
    })),
    incidents: analysis.incidents.map(incident => ({
      ...incident,
      title: redact(l10n.t(incident.title)),
      because: incident.because.map(redact),
    })),
    unknown: analysis.unknown.map(group => ({ ...group, shape: redact(group.shape) })),
  };
}

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

/** The same analysis with its paths written in another way. */
export function withPaths(analysis: Analysis, label: (path: string) => string): Analysis {
  const named = <T extends { readonly path: string }>(place: T): T => ({ ...place, path: label(place.path) });
  return {
    ...analysis,
    files: analysis.files.map(file => ({
      ...named(file),
      ...(file.parts === undefined ? {} : { parts: file.parts.map(named) }),
    })),
    findings: analysis.findings.map(finding => ({
      ...finding,
      first: named(finding.first),
      last: named(finding.last),
      perFile: finding.perFile.map(file => ({ ...named(file), first: named(file.first), last: named(file.last) })),
      samples: finding.samples.map(named),
    })),
    incidents: analysis.incidents.map(incident => ({ ...incident, evidence: incident.evidence.map(named) })),
    unknown: analysis.unknown.map(group => ({ ...group, first: named(group.first) })),
  };
}

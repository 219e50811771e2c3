import assert from 'node:assert/strict';
import { shownAnalysis, withPaths } from '../../../core/log/output/shown-analysis.ts';
import { english } from '../../../core/text/l10n.ts';
import { createRedactor } from '../../../core/text/redact.ts';
import { sampleAnalysis } from './sample-analysis.ts';

describe('an analysis that leaves the program', () => {
  it('holds no secret, and the same number for the same secret', () => {
    const shown = shownAnalysis(sampleAnalysis, { redactor: createRedactor(), l10n: english });
    assert.ok(!JSON.stringify(shown).includes('Tr0ub4dor'));
    assert.match(shown.findings[0]?.samples[0]?.text ?? '', /nova:\[redacted-1\]@db/);
    assert.match(shown.incidents[0]?.because[1] ?? '', /nova:\[redacted-1\]@db/);
    assert.match(shown.unknown[0]?.shape ?? '', /password=\[redacted-1\]/);
  });

  it('is redacted once: redacting again changes nothing', () => {
    const once = shownAnalysis(sampleAnalysis, { redactor: createRedactor(), l10n: english });
    assert.deepEqual(shownAnalysis(once, { redactor: createRedactor(), l10n: english }), once);
  });

  it('has the titles of the user’s language', () => {
    const l10n = { t: (text: string) => `«${text}»` };
    const shown = shownAnalysis(sampleAnalysis, { redactor: createRedactor(), l10n });
    assert.equal(shown.findings[0]?.title, '«Database port refuses connections»');
  });

  it('can be given other paths, everywhere', () => {
    const text = JSON.stringify(withPaths(sampleAnalysis, path => path.replace('logs/', 'LOGS/')));
    assert.ok(text.includes('LOGS/ctl1/nova-conductor.log.1'));
    assert.doesNotMatch(text, /"path":"logs/);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createOptionCatalogue, type OptionsOfRelease } from '../../../core/config/catalogue.ts';
import { createOsloConfiguration, settingProblem } from '../../../core/config/oslo/configuration.ts';
import { readOsloFile } from '../../../core/config/oslo/read-oslo-file.ts';
import { createLineIndex } from '../../../core/text/line-index.ts';
import { inProject } from '../../../scripts/lib/paths.mjs';

type Verdict =
  | { readonly refused: number }
  | { readonly values: Readonly<Record<string, { readonly refused: true } | { readonly value: unknown }>> };

/** `scripts/make-oslo-verdicts.mjs` made the files up and asked oslo.config. */
const fixture = JSON.parse(gunzipSync(readFileSync(inProject('test/fixtures/oslo-verdicts.json.gz'))).toString()) as {
  readonly options: OptionsOfRelease['groups'];
  readonly cases: readonly { readonly text: string; readonly verdict: Verdict }[];
};

const catalogue = createOptionCatalogue({ release: 'made up', groups: fixture.options }, {});

/** What we make of a file, in the form of a verdict. */
function judged(text: string): Verdict {
  const file = readOsloFile('made-up.conf', text);
  const [problem] = file.problems;
  if (problem !== undefined) return { refused: createLineIndex(text).lineAt(problem.range.start) };
  const configuration = createOsloConfiguration([file], catalogue);
  const values: Record<string, { refused: true } | { value: unknown }> = {};
  for (const group of catalogue.groups)
    for (const option of catalogue.optionsOf(group)) {
      const effective = configuration.get(group, option.name);
      const counting = file.groups
        .flatMap(each => each.settings)
        .filter(setting => {
          if (!option.isMulti) return setting.range.start === effective.place?.range.start;
          return catalogue.findAll(setting.group, setting.name).some(found => found.option === option);
        });
      const isRefused = counting.some(
        setting => settingProblem(configuration, catalogue, option, setting) !== undefined,
      );
      // The rules judge settings one by one; defaults may stand for what is refused, too.
      assert.equal(isRefused, effective.isRefused === true && counting.length > 0, `${option.name} in ${text}`);
      values[`${group}/${option.name}`] =
        effective.isRefused === true ? { refused: true } : { value: plain(effective.value, option.type) };
    }
  return { values };
}

function plain(value: unknown, type: string): unknown {
  if (value === undefined) return null;
  if (type === 'range') return 'range';
  if (typeof value === 'number' && !Number.isFinite(value))
    return `float ${String(value).replace('Infinity', 'inf').toLowerCase()}`;
  return value;
}

describe('Files that were made up', () => {
  it('are at least 200, and oslo.config loads most of them', () => {
    const loaded = fixture.cases.filter(each => 'values' in each.verdict);
    assert.ok(fixture.cases.length >= 200 && loaded.length > fixture.cases.length / 3);
    assert.ok(loaded.length < fixture.cases.length);
  });

  it('have the verdict and the values that oslo.config gives', () => {
    for (const { text, verdict } of fixture.cases) {
      const own = judged(text);
      if ('refused' in verdict) {
        // A setting above the first header is refused where it ends, which oslo.config notices lines later.
        const isTold = 'refused' in own && own.refused <= verdict.refused;
        assert.ok(isTold, `refused at ${verdict.refused}, not at ${JSON.stringify(own)}:\n${JSON.stringify(text)}`);
      } else assert.deepEqual(own, verdict, JSON.stringify(text));
    }
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how oslo.config writes them.
// node scripts/make-oslo-verdicts.mjs [PYTHON]: writes test/fixtures/oslo-verdicts.json.gz anew: files that were made up, and
// what oslo.config makes of them. PYTHON is one that has oslo.config (pip install oslo.config).
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { inProject } from './lib/paths.mjs';

/** Options of every type, with former names, in groups of both kinds. */
const options = {
  DEFAULT: {
    base_text: { default: 'base' },
    base_number: { type: 'integer', default: 7 },
    text: { deprecatedNames: ['DEFAULT/old_text', 'OLD/text'] },
    flag: { type: 'boolean', default: false },
    several: { isMulti: true, deprecatedNames: ['DEFAULT/one_of_several'] },
    choice: { choices: ['one', 'Two', 'three'], ignoresCase: true },
    strict_choice: { choices: ['one', 'Two', ''] },
    pattern: { pattern: '^[a-z]+_\\d{2,}$' },
    short: { maxLength: 5 },
  },
  database: {
    size: {
      type: 'integer',
      default: 5,
      min: -1,
      max: 100,
      deprecatedNames: ['DATABASE/sql_size', 'DEFAULT/sql_size'],
    },
    number: { type: 'integer' },
    chosen: { type: 'integer', choices: [1, 2, 30] },
    ratio: { type: 'float', min: 0 },
    port: { type: 'port' },
    range: { type: 'range', min: 0, max: 100 },
    reference: { default: '$base_text/${database.size}' },
  },
  lists: {
    words: { type: 'list', deprecatedNames: ['lists/old_words'] },
    bounded: { type: 'list', hasBounds: true },
    numbers: { type: 'list', item: { type: 'integer' } },
    quoted: { type: 'list', item: { type: 'string', hasQuotes: true } },
    pairs: { type: 'dict' },
    counts: { type: 'dict', item: { type: 'integer' }, hasBounds: true },
  },
  net: {
    address: { type: 'ip-address' },
    address4: { type: 'ip-address', ipVersion: 4 },
    address6: { type: 'ip-address', ipVersion: 6 },
    host: { type: 'host-address' },
    domain: { type: 'host-domain' },
    name: { type: 'hostname' },
    uri: { type: 'uri' },
    web: { type: 'uri', schemes: ['http', 'https'], maxLength: 30 },
  },
};

const values = fc.oneof(
  fc.constantFrom(
    'true',
    'YES',
    'off',
    '0',
    '1',
    'perhaps',
    '',
    'one',
    'ONE',
    'Two',
    'three',
    'ab_12',
    'x ab_123',
    'Ab_12',
  ),
  fc.constantFrom(
    '5',
    '-1',
    '-2',
    '101',
    '1_000',
    '1__0',
    '+3',
    '٣',
    '0x1f',
    '010',
    ' 7 ',
    '1e3',
    '1.5',
    '.5',
    '5.',
    'inf',
    'nan',
    '1h',
    '5 # x',
  ),
  fc.constantFrom('65535', '65536', '2', '30', '1-10', '10-1', '0-101', '-5-5', '07-9', '3'),
  fc.constantFrom(
    'a,b',
    'a, b ,',
    ',a',
    '[a,b]',
    '[a',
    '[]',
    '1,2,x',
    '1, 2',
    '"a,b",c',
    '"a,b',
    "'a','b'",
    'k:v',
    'k:v,l:w:x',
    'k',
    ':v',
    '{a:1,b:2}',
    '{a:1,a:2}',
    '{a:x}',
    'k:v,rest',
  ),
  fc.constantFrom(
    '10.0.0.1',
    '10.0.0.01',
    '256.1.1.1',
    '1.2.3',
    '::1',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    '1::2::3',
    '[::1]',
    'ctl1',
    'ctl1.example.org.',
    '-bad',
    'a_b',
    'a..b',
    '10.0.0.example',
    '1234',
    'x'.repeat(64),
  ),
  fc.constantFrom(
    'http://h/p',
    'https://u:p@h:80/p?q#f',
    'ftp://h',
    'h/p',
    'http://',
    'http://a b/',
    'http://[::1]:80/',
    'http://h:port/',
    'http://a_b/x',
    'mysql+pymysql://nova:pw@db/nova',
    `http://${'h'.repeat(30)}/`,
  ),
  fc.constantFrom(
    '$base_text',
    '${base_text}x',
    'a $$ b',
    '\\$base_text',
    '$nothing',
    '${nothing.at_all}',
    '${database.size}',
    '$base_number',
    '5$',
    '$base_text.',
    '$5',
    '${DEFAULT.base_text}',
  ),
  fc.constantFrom(
    '"quoted"',
    "'q'",
    '"',
    '"a\'',
    '"a"b"',
    '"  blanks  "',
    '= x',
    ': y',
    'a\u00a0',
    '\u00a0a',
    'naïve 😀',
    'toolong',
  ),
);
const names = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...Object.values(options).flatMap(Object.keys)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'old_text',
      'sql_size',
      'old_words',
      'one_of_several',
      'Text',
      'strict-choice',
      'nobody',
    ),
  },
);
const blanks = fc.constantFrom('', ' ', '  ', '\t');
const assignment = fc
  .tuple(names, blanks, fc.constantFrom('=', '=', '=', ':'), blanks, values, blanks)
  .map(parts => parts.join(''));
const header = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('[DEFAULT]', '[database]', '[lists]', '[net]') },
  { weight: 2, arbitrary: fc.constantFrom('[DATABASE]', '[Lists]', '[OLD]', '[default]', '[other]', '[net]  ') },
);
const line = fc.oneof(
  { weight: 30, arbitrary: assignment },
  { weight: 8, arbitrary: header },
  { weight: 3, arbitrary: fc.constantFrom('', '  ', '# note', ';note = 1', '#') },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(' ', '\t'), values).map(parts => parts.join('')) },
);
/** Lines that most often make oslo.config refuse the file. */
const fault = fc.constantFrom(
  'rubbish',
  '= 5',
  ': 5',
  '[',
  '[]',
  '[net',
  '[net] # x',
  ' lost',
  'a',
  '\u2028',
  '\x0b[net]',
);
const file = fc
  .record({
    start: fc.oneof(
      { weight: 20, arbitrary: header },
      { weight: 1, arbitrary: fc.constantFrom('', '\uFEFF[DEFAULT]', 'text = 1') },
    ),
    lines: fc.array(fc.oneof({ weight: 60, arbitrary: line }, { weight: 1, arbitrary: fault }), {
      minLength: 1,
      maxLength: 40,
    }),
    ends: fc.array(fc.constantFrom('\n', '\n', '\n', '\r\n', '\r'), { minLength: 1, maxLength: 3 }),
  })
  .map(({ start, lines, ends }) => [start, ...lines].map((each, index) => each + ends[index % ends.length]).join(''));

const files = fc.sample(file, { seed: 20_261_122, numRuns: 400 });
const python = process.argv[2] ?? 'python3';
const asked = spawnSync(python, [inProject('scripts/options/judge_files.py')], {
  input: JSON.stringify({ options, files }),
  encoding: 'utf8',
  maxBuffer: 1 << 28,
});
if (asked.status !== 0) throw new Error(asked.stderr);
const verdicts = JSON.parse(asked.stdout);
const fixture = { options, cases: files.map((text, index) => ({ text, verdict: verdicts[index] })) };
writeFileSync(inProject('test/fixtures/oslo-verdicts.json.gz'), gzipSync(JSON.stringify(fixture), { level: 9 }));
const refused = verdicts.filter((/** @type {any} */ each) => 'refused' in each).length;
console.log(`${files.length} files, of which oslo.config refuses ${refused}.`);

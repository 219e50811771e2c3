import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSignatureMatcher } from '../../../core/log/signature-matcher.ts';
import { compileUserPattern } from '../../../core/log/user-patterns.ts';
import { readUserSignatures } from '../../../core/log/user-signatures.ts';
import { english } from '../../../core/text/l10n.ts';
import { projectFolder } from '../../meta/sources.ts';

const good = `# Signatures of our cloud.
signatures:
  - id: acme-raid-degraded
    title: The RAID of a compute node is degraded
    severity: warning
    pattern: 'RAID volume \\w+ is (?:degraded|offline)'
`;

describe('signatures of users', () => {
  it('need an id, a title, a severity and a pattern; the rest is filled in', () => {
    const { signatures, problems } = read(good);
    assert.deepEqual(problems, []);
    assert.deepEqual(signatures, [
      {
        id: 'acme-raid-degraded',
        title: 'The RAID of a compute node is degraded',
        severity: 'warning',
        pattern: 'RAID volume \\w+ is (?:degraded|offline)',
        literals: ['RAID volume '],
        components: [],
        causes: [],
        checks: [],
        remedies: [],
        options: [],
        sources: [],
        samples: { positive: [], negative: [] },
        isOwn: true,
      },
    ]);
  });

  it('are read from JSON too', () => {
    const json = JSON.stringify({
      $schema: './signatures.schema.json',
      signatures: [{ id: 'acme-a', title: 'A', severity: 'error', pattern: 'it went wrong' }],
    });
    assert.deepEqual(ids(json), ['acme-a']);
  });

  it('the files that ship have the same shape', () => {
    const text = readFileSync(join(projectFolder, 'knowledge/signatures/virtual-ip.json'), 'utf8');
    const { signatures, problems } = read(text);
    const unknown = problems.filter(({ message }) => !/There is no (?:root cause|signature)/.test(message));
    assert.deepEqual(unknown, []);
    assert.deepEqual(signatures.map(({ id }) => id).slice(0, 1), ['keepalived-master']);
  });

  it('without required strings are tried on every entry', () => {
    const { signatures } = read(good.replace(/pattern: .*/, "pattern: 'x\\d+y'"));
    assert.equal(signatures[0]?.literals, undefined);
    assert.deepEqual(createSignatureMatcher(signatures, compileUserPattern).matchText('ERROR x It is x12y'), [0]);
  });

  it('cannot hang the program', () => {
    const { signatures } = read(good.replace(/pattern: .*/, "pattern: '(a+)+(b|c)+$'"));
    const matcher = createSignatureMatcher(signatures, compileUserPattern);
    assert.deepEqual(matcher.matchText(`${'a'.repeat(20_000)}!`), []);
  });

  const faults: readonly (readonly [name: string, text: string, place: string, message: RegExp])[] = [
    ['no YAML', 'signatures:\n  - id: [a\n', '3:1', /This is not valid YAML: /],
    ['another field on top', `extra: 1\n${good}`, '1:1', /extra is not known here/],
    ['no list', 'signatures: 5\n', '1:1', /begins with "signatures:"/],
    ['nothing', '# only a comment\n', '1:1', /The file is empty/],
    ['a member that is a text', 'signatures:\n  - oops\n', '2:5', /must have the fields id, title, severity, pattern/],
    ['a missing field', good.replace(/ {4}title.*\n/, ''), '3:5', /lacks title/],
    ['an unknown field', good.replace('severity:', 'severtiy:'), '5:5', /severtiy .*Did you mean severity/],
    ['a wrong word', good.replace('warning', 'fatal'), '5:15', /severity must be one of: error, warning, info/],
    ['an id in capitals', good.replace('acme-raid', 'Acme_RAID'), '3:9', /id must be lower-case words/],
    ['a number for a title', good.replace(/title: .*/, 'title: 5'), '4:12', /title must be a text/],
    [
      'a broken pattern',
      good.replace(/pattern: .*/, "pattern: '(open'"),
      '6:14',
      /This pattern cannot be used: .*\(open/,
    ],
    ['look-around', good.replace(/pattern: .*/, "pattern: 'a(?=b)cde'"), '6:14', /no look-around/],
    [
      'an id of ours',
      good.replace('acme-raid-degraded', 'db-lost-2013'),
      '3:5',
      /db-lost-2013 is the id of a signature/,
    ],
    [
      'a twin',
      `${good}${good.split('\n').slice(2).join('\n')}`,
      '7:5',
      /already the id of another signature in this file/,
    ],
    ['a list as a text', `${good}    causes: a disk\n`, '7:13', /causes must be a list/],
    ['half a check', `${good}    checks: [{command: lsblk}]\n`, '7:14', /checks lacks lookFor/],
    ['a short literal', `${good}    literals: [abc]\n`, '7:16', /at least four characters/],
    [
      'a sample that fails',
      `${good}    samples: {positive: [all is well]}\n`,
      '6:14',
      /does not match its sample: all/,
    ],
    ['an unknown cause', `${good}    rootCauses: [bad-luck]\n`, '3:5', /no root cause bad-luck/],
    [
      'an unknown echo',
      `${good}    explains: [{signature: x-y, withinSeconds: 5, scope: same-host}]\n`,
      '3:5',
      /no signature x-y/,
    ],
  ];
  for (const [name, text, place, message] of faults) {
    it(`${name}: is reported with its place`, () => {
      const { problems } = read(text);
      const [problem] = problems.filter(one => message.test(one.message));
      assert.ok(problem, JSON.stringify(problems));
      assert.equal(`${problem.path}|${problem.line}:${problem.column}`, `own.yaml|${place}`);
    });
  }

  it('a faulty one disables neither its neighbours nor other files', () => {
    const second = good.replaceAll('acme-raid-degraded', 'acme-second').split('\n').slice(2).join('\n');
    const mixed = `signatures:\n  - id: broken\n    title: Broken\n    severity: error\n    pattern: '('\n${second}`;
    const { signatures, problems } = readUserSignatures(
      [
        { path: 'a.yaml', text: 'signatures: [' },
        { path: 'b.yaml', text: mixed },
        { path: 'c.yaml', text: good },
      ],
      context,
    );
    assert.deepEqual(
      signatures.map(({ id }) => id),
      ['acme-second', 'acme-raid-degraded'],
    );
    assert.deepEqual(
      problems.map(({ path, isFatal }) => [path, isFatal]),
      [
        ['a.yaml', true],
        ['b.yaml', true],
      ],
    );
  });

  it('a file names the other that has the id already', () => {
    const files = ['a.yaml', 'b.yaml'].map(path => ({ path, text: good }));
    const { signatures, problems } = readUserSignatures(files, context);
    assert.equal(signatures.length, 1);
    assert.match(problems[0]?.message ?? '', /already the id of a signature in a\.yaml/);
    assert.equal(problems[0]?.path, 'b.yaml');
  });

  it('may refer to each other and to ours', () => {
    const echo =
      'explains: [{signature: acme-b, withinSeconds: 60, scope: any-host}, {signature: db-lost-2013, withinSeconds: 5, scope: same-host}]';
    const text = `${good}    ${echo}\n    rootCauses: [db-process-died]\n  - {id: acme-b, title: B, severity: error, pattern: lost it}\n`;
    const { signatures, problems } = read(text);
    assert.deepEqual(problems, []);
    assert.equal(signatures[0]?.explains?.length, 2);
    assert.deepEqual(signatures[0]?.rootCauses, ['db-process-died']);
  });
});

const context = {
  shippedIds: new Set(['db-lost-2013']),
  causeIds: new Set(['db-process-died']),
  l10n: english,
  matchTexts: () => [],
};

function read(text: string) {
  return readUserSignatures([{ path: 'own.yaml', text }], context);
}

function ids(text: string): string[] {
  return read(text).signatures.map(({ id }) => id);
}

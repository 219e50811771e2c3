import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mayUseSqlAlchemy } from '../../../core/python/candidate.ts';
import { lintPython, type PythonLintOptions } from '../../../core/python/lint.ts';
import { versionOfRelease, versionOfRequirements } from '../../../core/python/version.ts';
import { english } from '../../../core/text/l10n.ts';
import { readMarkedPython } from './marked-python.ts';

function rulesIn(text: string, options: PythonLintOptions = {}): string[] {
  return lintPython('a.py', text, options, english).map(({ rule, severity }) => `${rule} ${severity}`);
}

const importLine = 'from sqlalchemy import create_engine\n';

describe('lintPython', () => {
  it('says nothing about files that use no SQLAlchemy', () => {
    for (const text of [
      '',
      'x = create_engine(url, pool_size=-1)\n',
      '# from sqlalchemy import create_engine\nx = create_engine(url, pool_size=-1)\n',
      'from ours.sqlalchemy_helpers import create_engine\nx = create_engine(url, pool_size=-1)\n',
      '"""Not like sqlalchemy."""\nimport os\n',
    ]) {
      assert.equal(mayUseSqlAlchemy(text), false, text);
      assert.deepEqual(rulesIn(text), []);
    }
  });

  it('knows create_engine under every name it can be imported by', () => {
    for (const [head, call] of [
      ['from sqlalchemy import create_engine', 'create_engine(url, pool_size=-1)'],
      ['from sqlalchemy import create_engine as ce', 'ce(url, pool_size=-1)'],
      ['import sqlalchemy', 'sqlalchemy.create_engine(url, pool_size=-1)'],
      ['import sqlalchemy as sa', 'sa.create_engine(url, pool_size=-1)'],
      ['import sqlalchemy.engine', 'sqlalchemy.engine.create_engine(url, pool_size=-1)'],
      ['from sqlalchemy import engine as e', 'e.create_engine(url, pool_size=-1)'],
      ['from sqlalchemy import *', 'create_engine(url, pool_size=-1)'],
      ['from sqlalchemy import (\n    text,\n    create_engine,  # the one\n)', 'create_engine(url, pool_size=-1)'],
      ['import os; import sqlalchemy as sa', 'sa.create_engine(url, pool_size=-1)'],
      ['import sqlalchemy as sa\nmake = sa.create_engine', 'make(url, pool_size=-1)'],
      ['from sqlmodel import create_engine', 'create_engine(url, pool_size=-1)'],
      ['from sqlalchemy.ext.asyncio import create_async_engine', 'create_async_engine(url, pool_size=-1)'],
      ['import sqlalchemy.ext.asyncio as aio', 'aio.create_async_engine(url, pool_size=-1)'],
      ['from sqlalchemy import create_pool_from_url', 'create_pool_from_url(url, pool_size=-1)'],
      ['from sqlalchemy import engine_from_config', "engine_from_config({'sqlalchemy.pool_size': '-1'})"],
      ['from sqlalchemy import engine_from_config', "engine_from_config({'a.pool_size': -1}, prefix='a.')"],
      ['from sqlalchemy import engine_from_config', 'engine_from_config(settings, pool_size=-1)'],
      ['from oslo_db.sqlalchemy import engines', 'engines.create_engine(url, max_pool_size=-1)'],
      ['from oslo_db.sqlalchemy.engines import create_engine', 'create_engine(url, max_pool_size=-1)'],
      ['from oslo_db.sqlalchemy import enginefacade', 'enginefacade.transaction_context().configure(max_pool_size=-1)'],
      [
        'from oslo_db.sqlalchemy import enginefacade as f\nc = f.transaction_context()',
        'c.configure(max_pool_size=-1)',
      ],
      ['from oslo_db.sqlalchemy import enginefacade', 'enginefacade.configure(max_pool_size=-1)'],
      ['try:\n    import sqlalchemy as sa\nexcept ImportError:\n    sa = None', 'pass'],
    ] as const) {
      const expected = call === 'pass' ? [] : ['PY017 error'];
      const found = rulesIn(`${head}\nx = ${call === 'pass' ? '1' : call}\n`);
      assert.deepEqual(found, expected, `${head} / ${call}`);
    }
  });

  it('reads what Flask hands on', () => {
    const flask = 'from flask_sqlalchemy import SQLAlchemy\n';
    assert.deepEqual(rulesIn(`${flask}app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_size': -1}\n`), ['PY017 error']);
    assert.deepEqual(rulesIn(`${flask}app.config.update(SQLALCHEMY_ENGINE_OPTIONS={'pool_size': -1})\n`), [
      'PY017 error',
    ]);
    assert.deepEqual(rulesIn(`${flask}db = SQLAlchemy(engine_options={'pool_size': -1})\n`), ['PY017 error']);
    assert.deepEqual(rulesIn("class Config:\n    SQLALCHEMY_ENGINE_OPTIONS = {'recycle': 3}\n"), ['PY010 error']);
    const withUri =
      "class Config:\n    SQLALCHEMY_DATABASE_URI = 'mysql+aiomysql://a@b/c'\n    SQLALCHEMY_ENGINE_OPTIONS = {'echo': False}\n";
    assert.deepEqual(rulesIn(withUri), ['PY007 error']);
  });

  it('calculates with constants, and with nothing else', () => {
    const judged = (definition: string, argument: string) =>
      rulesIn(`${importLine}${definition}\ne = create_engine(url, ${argument})\n`);
    for (const [definition, argument] of [
      ['N = -5', 'pool_size=N'],
      ['N: int = 5', 'pool_size=-N'],
      ['N = 5', 'pool_size=(2 - N) * 3'],
      ['N = M = -1', 'pool_size=M'],
      ["O = {'pool_size': -1}", '**O'],
      ['O = dict(pool_size=-1)', '**O'],
      ["A = {'pool_size': -1}\nO = {**A, 'max_overflow': 3}", '**O'],
      ["N = int('-5')", 'pool_size=N'],
    ] as const) {
      assert.deepEqual(judged(definition, argument), ['PY017 error'], `${definition} / ${argument}`);
    }
    for (const [definition, argument] of [
      ['N = -5\nN = 5', 'pool_size=N'],
      ['N = -5\nfor N in range(3): pass', 'pool_size=N'],
      ['N = -5\nN += 10', 'pool_size=N'],
      ['def f():\n    global N\n    N = 5\nN = -5', 'pool_size=N'],
      ["O = {'pool_size': -1}\nO['pool_size'] = 5", '**O'],
      ["O = {'pool_size': -1}\nO.update(pool_size=5)", '**O'],
      ['N = -1 if old else 5', 'pool_size=N'],
      ['from settings import N', 'pool_size=N'],
      ['with f() as N: pass\nN = -1', 'pool_size=N'],
      ['N, M = -1, 3', 'pool_size=N'],
    ] as const) {
      assert.deepEqual(judged(definition, argument), [], `${definition} / ${argument}`);
    }
  });

  it('leaves out what a comment on the line, or above it, ignores', () => {
    const call = 'e = create_engine(url, pool_size=-1, echo=True)';
    assert.deepEqual(rulesIn(`${importLine}${call}\n`), ['PY017 error', 'PY035 warning']);
    assert.deepEqual(rulesIn(`${importLine}${call}  # nova-doctor: ignore PY017\n`), ['PY035 warning']);
    assert.deepEqual(rulesIn(`${importLine}# nova-doctor: ignore PY017, PY035\n${call}\n`), []);
    assert.deepEqual(rulesIn(`${importLine}# nova-doctor: ignore py017\n${call}\n`), ['PY035 warning']);
    assert.deepEqual(rulesIn(`${importLine}# nova-doctor: ignore PY017\n\n${call}\n`), [
      'PY017 error',
      'PY035 warning',
    ]);
  });

  it('obeys the severities that the user sets', () => {
    const text = `${importLine}e = create_engine(url, pool_size=-1, echo=True)\n`;
    assert.deepEqual(rulesIn(text, { severities: { PY017: 'off', PY035: 'info' } }), ['PY035 info']);
  });

  it('judges by the version, which the option, the requirements or the release tells', () => {
    const text = `${importLine}e = create_engine(url, encoding='utf8')\n`;
    assert.deepEqual(rulesIn(text), ['PY011 error']);
    assert.deepEqual(rulesIn(text, { release: 'zed' }), ['PY011 warning']);
    assert.deepEqual(rulesIn(text, { release: 'zed', requirements: 'SQLAlchemy>=2.0.30,<2.1\n' }), ['PY011 error']);
    assert.deepEqual(rulesIn(text, { release: '2025.1', sqlalchemy: '1.3' }), []);
  });
});

describe('the version of SQLAlchemy', () => {
  it('is that of the release', () => {
    const found = [
      'queens',
      'stein',
      'train',
      'wallaby',
      'Xena',
      'zed',
      '2023.1',
      '2024.1',
      '2024.2',
      '2026.1',
      'nonsense',
    ];
    assert.deepEqual(found.map(versionOfRelease), [
      undefined,
      '1.3',
      '1.3',
      '1.3',
      '1.4',
      '1.4',
      '1.4',
      '1.4',
      '2.0',
      '2.0',
      undefined,
    ]);
  });

  it('is that of the requirements, where they allow only one', () => {
    const found = [
      'SQLAlchemy==1.4.54\n',
      'oslo.db\nsqlalchemy[asyncio]~=2.0.30 ; python_version > "3"\n',
      'sqlalchemy>=1.4,<2.0\n',
      'sqlalchemy>=1.4\n',
      'sqlalchemy\n',
      '[project]\ndependencies = [\n  "sqlalchemy>=2.0,<2.1",\n]\n',
      '[tool.poetry.dependencies]\nsqlalchemy = "^2.0.1"\n',
      'sqlalchemy-utils==2.0\n',
      'SQLAlchemy===2.0.38\n',
    ].map(versionOfRequirements);
    assert.deepEqual(found, ['1.4', '2.0', '1.4', undefined, undefined, '2.0', '2.0', undefined, '2.0']);
  });
});

describe('lintPython on broken texts', () => {
  const texts = [...readMarkedPython('fires'), ...readMarkedPython('real-style')].map(file => file.text);

  it('gives findings inside of the text for any mangling of Python', () => {
    const mangled = fc
      .tuple(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(), fc.nat(40), fc.string({ maxLength: 6 })), { maxLength: 8 }),
      )
      .map(([text, cuts]) =>
        cuts.reduce((result, [at, length, put]) => {
          const start = at % (result.length + 1);
          return result.slice(0, start) + put + result.slice(start + length);
        }, text),
      );
    fc.assert(
      fc.property(mangled, text => {
        for (const { place, fix } of lintPython('a.py', text, {}, english)) {
          for (const { range } of [place, ...(fix?.edits ?? [])]) {
            assert.ok(0 <= range.start && range.start <= range.end && range.end <= text.length);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('bears brackets and names without end', () => {
    const deep = 5000;
    for (const text of [
      `${importLine}e = create_engine(${'('.repeat(deep)}`,
      `${importLine}e = create_engine(url, pool_size=${'-'.repeat(deep)}1)`,
      `${importLine}e = create_engine(url, pool_size=${'('.repeat(deep)}1${')'.repeat(deep)})`,
      `${importLine}a = b\nb = a\ne = create_engine(url, pool_size=a)\na()\n`,
      `${importLine}O = {**O}\ne = create_engine(url, **O)\n`,
      `${importLine}e = create_engine(url, pool_size=${'1+'.repeat(deep)}1)`,
      `${importLine + 'if x:\n'.repeat(5)}\tcreate_engine(`,
    ]) {
      assert.ok(Array.isArray(lintPython('a.py', text, {}, english)));
    }
  });
});

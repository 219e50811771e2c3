import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layerFaults, layerRules } from './layer-rules.ts';
import { codeFolders, readSources, sources } from './sources.ts';

describe('the layers', () => {
  it('import nothing that they may not', () => {
    assert.deepEqual(layerFaults(sources), []);
  });

  it('have all been read', () => {
    for (const folder of ['core', 'io', 'server', 'client', 'cli', 'lab', 'test', 'scripts']) {
      assert.ok(codeFolders.includes(folder), `${folder} has a tsconfig.json`);
      assert.ok(
        sources.some(({ path }) => path.startsWith(`${folder}/`)),
        `${folder} has sources`,
      );
    }
  });

  // What must be refused, whatever else the table allows.
  const refused: [string, string][] = [
    ['core/log/entry.ts', 'node:fs'],
    ['core/log/entry.ts', 'vscode'],
    ['core/log/entry.ts', 'vscode-languageserver'],
    ['core/log/entry.ts', '../../io/knowledge.ts'],
    ['core/log/entry.ts', '../config/ini.ts'],
    ['core/config/ini.ts', '../log/entry.ts'],
    ['core/text/lines.ts', '../log/entry.ts'],
    ['core/log/entry.ts', '../features/hover.ts'],
    ['io/files/decode.ts', 'vscode'],
    ['io/files/decode.ts', '../../server/main.ts'],
    ['server/main.ts', 'vscode'],
    ['server/main.ts', 'ssh2'],
    ['server/main.ts', '../io/ssh/connection.ts'],
    ['server/main.ts', '../client/extension.ts'],
    ['client/extension.ts', '../server/main.ts'],
    ['client/extension.ts', '../cli/main.ts'],
    ['cli/main.ts', 'vscode'],
    ['cli/main.ts', '../client/extension.ts'],
    ['lab/cluster.ts', '../io/ssh/connection.ts'],
    ['lab/cluster.ts', 'vscode'],
    ['core/log/entry.ts', '../../test/unit/read-log.ts'],
    ['client/extension.ts', '../test/unit/read-log.ts'],
    ['somewhere/else.ts', 'node:fs'],
  ];
  for (const [path, specifier] of refused) {
    it(`refuse ${specifier} in ${path}`, () => {
      assert.equal(layerFaults([{ path, imports: [specifier] }]).length, 1);
    });
  }

  it('allow what the design allows', () => {
    const allowed = [
      { path: 'core/features/hover.ts', imports: ['../log/entry.ts', '../text/lines.ts', './markdown.ts'] },
      { path: 'io/knowledge.ts', imports: ['node:fs', '../core/log/format.ts'] },
      {
        path: 'server/main.ts',
        imports: ['vscode-languageserver/node', '../io/knowledge.ts', '../io/files/decode.ts'],
      },
      { path: 'client/extension.ts', imports: ['vscode', 'vscode-languageclient/node', '../io/files/decode.ts'] },
      { path: 'cli/main.ts', imports: ['../server/connection.ts'] },
    ];
    assert.deepEqual(layerFaults(allowed), []);
    assert.ok(layerRules.core === undefined, 'each folder of core has a rule of its own');
  });
});

describe('the reader of imports', () => {
  it('sees every kind of import, and only those', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nova-doctor-imports-'));
    try {
      writeFileSync(join(folder, 'tsconfig.json'), '{"compilerOptions": {"module": "nodenext"}, "files": ["a.ts"]}');
      writeFileSync(
        join(folder, 'a.ts'),
        [
          "import { a } from './value.ts';",
          "import type { B } from './type.ts';",
          "import './effect.ts';",
          "export { c } from './export.ts';",
          "export type * from './export-type.ts';",
          "type D = import('./import-type.ts').D;",
          "const e = await import('./dynamic.ts');",
          "import f = require('./require.ts');",
          "// import { g } from './comment.ts';",
          'const h = "import { i } from \'./string.ts\'";',
        ].join('\n'),
      );
      const names = ['value', 'type', 'effect', 'export', 'export-type', 'import-type', 'dynamic', 'require'];
      assert.deepEqual(
        readSources(folder, ['.'])
          .flatMap(({ imports }) => imports)
          .sort(),
        names.map(name => `./${name}.ts`).sort(),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { projectFolder } from './sources.ts';

const knowledgeFolder = join(projectFolder, 'knowledge');
const signatureFiles = readdirSync(join(knowledgeFolder, 'signatures')).map(name => `signatures/${name}`);
const formatFiles = readdirSync(join(knowledgeFolder, 'formats')).map(name => `formats/${name}`);

/** Which files of `knowledge` follow which schema of `knowledge/schemas`. */
const filesOfSchema: readonly (readonly [schema: string, files: readonly string[]])[] = [
  ['signatures', signatureFiles],
  ['formats', formatFiles],
  ['systems', ['systems.json']],
  ['operations', ['operations.json']],
  ['boot-stages', ['boot-stages.json']],
];

describe('knowledge follows its schemas', () => {
  for (const [name, files] of filesOfSchema) {
    const schema = readJson(`schemas/${name}.schema.json`);
    const validate = new Ajv({ allErrors: true, formats: { regex: isRegularExpression } }).compile(schema);
    for (const file of files) {
      it(file, () => {
        validate(readJson(file));
        assert.deepEqual(validate.errors ?? [], []);
      });
    }
  }

  const schemaOfRunbooks = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    formats: { regex: isRegularExpression },
  }).compile(readJson('schemas/runbook.schema.json'));
  for (const name of readdirSync(join(knowledgeFolder, 'runbooks'))) {
    it(`runbooks/${name}`, () => {
      schemaOfRunbooks(parse(readFileSync(join(knowledgeFolder, 'runbooks', name), 'utf8')));
      assert.deepEqual(schemaOfRunbooks.errors ?? [], []);
    });
  }

  it('the schema of signatures refuses what is none', () => {
    const validate = new Ajv({ formats: { regex: isRegularExpression } }).compile(
      readJson('schemas/signatures.schema.json'),
    );
    const signature = { id: 'a-b', title: 'A', severity: 'error', pattern: 'a' };
    const isValid = (changed: object) => validate({ signatures: [{ ...signature, ...changed }] });
    assert.ok(isValid({}));
    assert.ok(!isValid({ id: 'A b' }));
    assert.ok(!isValid({ pattern: '(' }));
    assert.ok(!isValid({ severity: 'fatal' }));
    assert.ok(!isValid({ literals: ["it's"] }));
    assert.ok(!isValid({ surprise: 1 }));
  });
});

function readJson(path: string): object {
  return JSON.parse(readFileSync(join(knowledgeFolder, path), 'utf8')) as object;
}

function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

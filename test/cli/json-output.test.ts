import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { labScenarios } from '../../core/cluster/lab-scenarios.ts';
import { findScenario, type Lab, startLab } from '../../lab/lab.ts';
import { outputSchemas } from '../../scripts/lib/docs-json.mjs';
import { programs, projectFolder } from './program.ts';

const schemas = join(projectFolder, 'docs', 'schemas');
const knowledgeFolder = join(projectFolder, 'knowledge');
const realLogs = join('test', 'fixtures', 'real-logs');

const readSchema = (name: string) => JSON.parse(readFileSync(join(schemas, `${name}.schema.json`), 'utf8'));

/** What of a value is not as a schema says: missing fields as well as fields that it does not name. */
function differences(name: string, value: unknown): unknown[] {
  const check = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(readSchema(name));
  check(value);
  return check.errors ?? [];
}

/** The objects of a schema, at any depth. */
function objectsIn(schema: unknown): { properties?: object; additionalProperties?: unknown }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.values(schema).flatMap(objectsIn);
  return 'properties' in schema && typeof schema.properties === 'object' ? [schema as object, ...inner] : inner;
}

describe('the schemas of the JSON output', () => {
  it('are all on the page that is generated of them', () => {
    assert.deepEqual(readdirSync(schemas).sort(), outputSchemas.map(name => `${name}.schema.json`).sort());
  });

  it('name every field: none may come that the page does not have', () => {
    for (const name of outputSchemas) {
      const objects = objectsIn(readSchema(name));
      assert.ok(objects.length > 0, name);
      for (const { additionalProperties, properties } of objects) {
        assert.equal(additionalProperties, false, `${name}: ${Object.keys(properties ?? {})}`);
      }
    }
  });

  it('see what is missing, and what is too much', () => {
    const runs = { version: 1, runs: [] };
    assert.deepEqual(differences('runbook-runs', runs), []);
    assert.equal(differences('runbook-runs', { version: 1 }).length, 1);
    assert.equal(differences('runbook-runs', { ...runs, surprise: 1 }).length, 1);
  });
});

/** The bundle where there is one: both print the same. */
for (const program of programs.slice(-1)) {
  describe(`the JSON of the command line from ${program.name}`, () => {
    let state = '';
    before(() => {
      state = mkdtempSync(join(tmpdir(), 'nova-doctor-state-'));
    });
    after(() => rmSync(state, { recursive: true, force: true }));

    async function printed(...args: string[]) {
      const { stdout, stderr } = await program.run([...args, '--format', 'json'], {
        environment: { XDG_STATE_HOME: state },
      });
      assert.notEqual(stdout, '', stderr);
      return JSON.parse(stdout);
    }

    async function follows(schema: string, ...args: string[]) {
      const value = await printed(...args);
      assert.deepEqual(differences(schema, value), [], args.join(' '));
      return value;
    }

    it('of analyze follows its schema, also where something cannot be read', async () => {
      const sample = await follows('analyze', 'analyze', join('examples', 'incident'));
      assert.ok(sample.incidents.length > 0);
      const killed = join(realLogs, 'c_db_killed', 'logs');
      const broken = await follows('analyze', 'analyze', killed, '/nowhere');
      assert.equal(broken.problems.length, 1);
    });

    it('of trace follows its schema, for a request, an instance and an id that nobody knows', async () => {
      const failed = join(realLogs, 'i3_no_valid_host', 'logs');
      const request = await follows('trace', 'trace', 'req-4ed54af4-634d-4552-80a4-55839ec3958e', failed);
      assert.ok(request.brokeAt && request.stages.length > 0);
      const silent = 'req-c27d8b91-4f3a-46d5-a0e9-7b1c6d5e2f38';
      assert.ok((await follows('trace', 'trace', silent, join('examples', 'incident'))).unanswered.length > 0);
      const healthy = join(realLogs, 'a2_healthy_load', 'logs');
      const instance = await follows('trace', 'trace', 'daa428b7-3744-40b6-93b0-0c336e598f67', healthy);
      assert.ok(instance.entries.length > 0);
      const absent = await follows('trace', 'trace', '00000000-0000-4000-8000-000000000000', failed);
      assert.deepEqual(absent.entries, []);
    });

    it('of lint follows its schema', async () => {
      const sample = await follows('lint', 'lint', join('examples', 'incident'));
      assert.ok(sample.findings.some(({ fix, related }: { fix?: object; related?: object }) => fix && related));
      await follows('lint', 'lint', join('test', 'fixtures', 'deployments', 'kolla-2025.1'), '/nowhere');
    });

    it('of runbook list and show follows its schema', async () => {
      const { runbooks } = await follows('runbook-list', 'runbook', 'list');
      assert.ok(runbooks.length > 3);
      for (const { id } of runbooks.slice(0, 3)) await follows('runbook-show', 'runbook', 'show', id);
    });

    describe('about a cluster', () => {
      let lab: Lab | undefined;
      afterEach(async () => {
        await lab?.close();
        lab = undefined;
      });

      async function open(name: string): Promise<string[]> {
        const started = await startLab({ knowledgeFolder, scenario: findScenario(name) });
        assert.ok(!('refused' in started));
        lab = started;
        const { path, sshConfiguration } = started.folder;
        return ['--deployment', join(path, '.nova-doctor.yaml'), '--ssh-config', sshConfiguration];
      }

      for (const { name } of labScenarios) {
        it(`of controllers and triage follows its schema: ${name}`, async () => {
          const options = await open(name);
          const { controllers } = await follows('controllers', 'controllers', ...options);
          assert.equal(controllers.length, 3);
          assert.ok((await follows('triage', 'triage', ...options)).lines.length > 5);
        });
      }

      it('of a plan, a run, its report and all runs follows its schema', async () => {
        const options = await open('seed-case');
        const changing = await follows('runbook-plan', 'runbook', 'plan', 'conductor-safe-channel', ...options);
        assert.ok(changing.steps.some(({ rows }: { rows: unknown[] }) => rows.length > 0));
        const { plan } = await follows('runbook-plan', 'runbook', 'plan', 'collect-evidence', ...options);
        const agreed = ['--plan', plan, '--confirm', 'change'];
        const ended = await follows('runbook-run', 'runbook', 'run', 'collect-evidence', ...agreed, ...options);
        assert.equal(ended.end, 'done');
        await follows('runbook-report', 'runbook', 'report', ended.run);
        assert.equal((await follows('runbook-runs', 'runbook', 'runs')).runs.length, 1);
      });
    });
  });
}

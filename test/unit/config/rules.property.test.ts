import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Deployment, EffectiveOption } from '../../../core/config/deployment.ts';
import type { ConfigFinding } from '../../../core/config/finding.ts';
import { lintDeployment, textsOf } from '../../../core/config/lint.ts';
import { formerNames } from '../../../core/config/rules/database-options.ts';
import { configRules } from '../../../core/config/rules/rules.ts';
import { english } from '../../../core/text/l10n.ts';
import { deploymentOf, optionKnowledge } from './lint-fixture.ts';

const groups = [
  ...['DEFAULT', 'database', 'api_database', 'placement_database', 'DATABASE', 'sql', 'conductor', 'scheduler'],
  ...['oslo_messaging_rabbit', 'upgrade_levels', 'nonsense', ''],
];
const names = [
  ...new Set(formerNames.flatMap(({ name, current }) => [name, current ?? name])),
  ...['slave_connection', 'asyncio_connection', 'connection_parameters', 'mysql_sql_mode', 'mysql_wsrep_sync_wait'],
  ...['synchronous_reader', 'use_db_reconnect', 'db_max_retries', 'db_retry_interval', 'db_max_retry_interval'],
  ...['rpc_response_timeout', 'long_rpc_timeout', 'executor_thread_pool_size', 'transport_url', 'workers', 'compute'],
  ...['heartbeat_timeout_threshold', 'heartbeat_in_pthread', 'rabbit_quorum_queue', 'rabbit_ha_queues'],
  ...[
    'report_interval',
    'service_down_time',
    'instance_build_timeout',
    'block_device_allocate_retries',
    'max-overflow',
  ],
];
const secret = 'Zq7Xw';
const values = [
  ...['0', '-1', '-2', '1', '5', '60', '500', '99999999', '5 # five', '1h', 'ten', '', "'7'", '"', '$max_pool_size'],
  ...['{{ size }}', '$nothing', 'true', 'False', 'auto', 'ANSI', '***'],
];
const schemes = [
  'mysql://',
  'mysql+pymysql://',
  'mysql+aiomysql://',
  'sqlite://',
  'rabbit://',
  '{scheme}://',
  'x-y://',
];
const addresses = schemes.flatMap(scheme => [
  `${scheme}nova:${secret}@db:3306/nova`,
  `${scheme}nova:${secret}@${secret}@db/nova_api?charset=utf8&pool_size=5`,
  `${scheme}nova:${secret}/${secret}@[::1]:x/nova?ssl_ca=ca.pem # comment`,
  `${scheme}nova:a@${secret}?ssl_ca=${secret}@db/nova`,
  `${scheme}nova:${secret},nova:1@mq1,nova:${secret}@mq2:5672/`,
  `${scheme}nova:1${secret}@mq1,nova:12,34${secret}@mq1/`,
  `${scheme}/nova`,
  secret,
]);

const setting = fc.constantFrom(...names).chain(name => {
  // An address where a number belongs is quoted in what is said about it; that is nobody's mistake.
  const isAddress = /connection$|transport_url/.test(name);
  return fc.constantFrom(...values, ...(isAddress ? addresses : [])).map(value => `${name} = ${value}`);
});
const other = ['', '# connection = mysql://a:b@old/nova', ' continued', 'nothing', '[open', '= 5'];
const line = fc.oneof(
  { weight: 6, arbitrary: setting },
  { weight: 2, arbitrary: fc.constantFrom(...groups).map(group => `[${group}]`) },
  { weight: 1, arbitrary: fc.constantFrom(...other) },
);
/** Files that oslo.config loads: every setting stands in a group. */
const header = fc.constantFrom(...groups.filter(group => group !== '')).map(group => `[${group}]`);
const goodConf = fc
  .array(fc.tuple(header, fc.array(setting, { minLength: 1, maxLength: 6 })), { minLength: 1, maxLength: 6 })
  .map(parts => parts.flatMap(([first, settings]) => [first, ...settings]).join('\n'));
const novaConf = fc.array(line, { maxLength: 25 }).map(lines => lines.join('\n'));
const paths = [
  'nova.conf',
  'nova-compute/nova.conf',
  'nova-conductor/nova.conf',
  'kolla/config/nova/nova-api.conf',
  'placement.conf',
];

describe('all rules, on files that a property test makes up', function () {
  this.timeout(60_000);
  const { releases } = optionKnowledge;

  it('never throw, point into the files, and show no password', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...paths), novaConf, { maxKeys: 3 }),
        fc.constantFrom(...releases),
        (files, release) => {
          const deployment = deploymentOf(files, { release });
          const texts = textsOf(deployment);
          for (const finding of lintDeployment(deployment, configRules, { severities: {} }, english))
            check(finding, texts);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('change no value by a fix that is called safe', () => {
    fc.assert(
      fc.property(goodConf, fc.constantFrom(...releases), (text, release) => {
        const before = deploymentOf({ 'nova.conf': text }, { release });
        // Of a file that is refused as a whole no value counts.
        if (before.nova[0]!.files[0]!.problems.length > 0) return;
        for (const { rule, fix } of lintDeployment(before, configRules, { severities: {} }, english)) {
          if (fix?.isSafe !== true) continue;
          const edits = fix.edits.toSorted((left, right) => right.range.start - left.range.start);
          const changed = edits.reduce(
            (each, { range, text: by }) => each.slice(0, range.start) + by + each.slice(range.end),
            text,
          );
          const after = deploymentOf({ 'nova.conf': changed }, { release });
          assert.deepEqual(after.nova[0]!.files[0]!.problems, [], `${rule} breaks the file:\n${changed}`);
          // What was refused may be valid afterwards.
          const values = valuesOf(after);
          for (const [name, value] of valuesOf(before))
            if (value !== undefined && !unread.test(name))
              assert.deepEqual(values.get(name), value, `${rule} changes ${name}:\n${changed}`);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Options that nova does not read, so that deleting them changes nothing it does (OD027, OD034, OD038, OD039). */
const unread = /\](?:backend|db_max_retries|db_retry_interval|use_db_reconnect|synchronous_reader)$/;

/** What the options are worth that a service reads from these groups. */
function valuesOf({ nova }: Deployment): Map<string, EffectiveOption['value']> {
  const { options, get } = nova[0]!;
  const known = groups.flatMap(group => options.optionsOf(group));
  return new Map(known.map(({ group, name }) => [`[${group}]${name}`, get(group, name).value]));
}

function check(finding: ConfigFinding, texts: ReadonlyMap<string, string>): void {
  const { rule, message, place, fix, related = [], option } = finding;
  for (const { path, range } of [place, ...related.map(each => each.place), ...(fix?.edits ?? [])]) {
    // Where no file is at hand to point at, the place is the start of none.
    const length = path === '' ? 0 : texts.get(path)?.length;
    assert.ok(length !== undefined, `${rule} points to ${path}`);
    assert.ok(range.start >= 0 && range.start <= range.end && range.end <= length, `${rule} points to ${range.start}`);
  }
  const shown = [message, option ?? '', fix?.title ?? '', ...related.map(each => each.message)].join('\n');
  assert.ok(!shown.includes(secret), `${rule} shows a password: ${shown}`);
  const edits = (fix?.edits ?? []).toSorted((left, right) => left.range.start - right.range.start);
  for (const [index, edit] of edits.entries())
    assert.ok(index === 0 || edits[index - 1]!.range.end <= edit.range.start, `${rule} has edits that overlap`);
}

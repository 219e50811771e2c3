import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Entry } from '../../../core/log/entry.ts';
import { createEntryReader } from '../../../core/log/entry-reader.ts';
import { requiredLiterals } from '../../../core/log/required-literals.ts';
import { createSignatureMatcher } from '../../../core/log/signature-matcher.ts';
import { decodeUtf8 } from '../../../io/files/decode.ts';
import { readLogKnowledge } from '../../../io/knowledge.ts';
import { projectFolder } from '../../meta/sources.ts';
import { checkedFormats } from '../read-log.ts';
import { patternSteps } from './pattern-steps.ts';
import { asNestedRemoteError, asPython2, asRemoteError } from './written-forms.ts';

const { signatures } = readLogKnowledge(join(projectFolder, 'knowledge'));
const matcher = createSignatureMatcher(signatures);
const { formats } = checkedFormats;
const hostileLength = 20_000;
const mostSteps = 50_000_000;

/** Commands of checks that could change something or show a secret. */
const forbiddenCommands: readonly (readonly [RegExp, string])[] = [
  [/--verbose/, 'nova-manage cell_v2 list_cells --verbose shows passwords'],
  [/token issue/, 'prints a token'],
  [/SHOW GRANTS/i, "prints the account's password hash"],
  [/\b(?:crudini|grep|cat)\b.*(?:transport_url|connection|password|secret)/, 'prints a password'],
  [/(?:mysql|mariadb)\b.* (?:-p\S|--password)/, 'has a password in it'],
  [/\b(?:KILL|DROP|DELETE FROM|UPDATE|INSERT|ALTER|CREATE|FLUSH|TRUNCATE|SET GLOBAL)\b/, 'changes the database'],
  [
    /\b(?:purge_queue|delete_queue|stop_app|reset|force_boot|set_permissions|add_user|change_password)\b/,
    'changes RabbitMQ',
  ],
  [/(?:^|[;|&] *|sudo )(?:kill|pkill|rm|mv|chown|chmod|truncate|reboot)\b/, 'changes the host'],
  [
    /\b(?:systemctl|docker|podman|virsh|service)\b.* (?:restart|reload|stop|start|kill|destroy|rm)\b/,
    'changes services',
  ],
  [/openstack\b.*\b(?:delete|create|set|unset|add|remove|reboot)\b/, 'changes the cloud'],
];

describe('signatures', () => {
  it('are at least the 198 that were there at first', () => assert.ok(signatures.length >= 198));

  for (const signature of signatures) {
    describe(signature.id, () => {
      const pattern = new RegExp(signature.pattern, signature.flags ?? '');
      const { positive, negative } = signature.samples;

      it('has all lists that the features go through, if only empty ones', () => {
        const { components, causes, checks, remedies, options, sources } = signature;
        for (const [name, list] of Object.entries({ components, causes, checks, remedies, options, sources })) {
          assert.ok(Array.isArray(list), `${name} is missing`);
        }
      });

      it('has samples of both kinds', () => {
        assert.ok(positive.length >= 2, 'two texts that it must match');
        assert.ok(negative.length >= 1, 'one that it may not match');
      });

      it('matches its samples as Python 2 writes them and as a RemoteError carries them', () => {
        const forms = [(text: string) => text, asPython2, asRemoteError, asNestedRemoteError];
        const composed = [...forms, (text: string) => asRemoteError(asPython2(text))];
        for (const form of composed) {
          const missed = positive.map(form).filter(text => !pattern.test(text));
          assert.deepEqual(missed, [], form.name);
        }
        for (const form of composed) {
          const surplus = negative.map(form).filter(text => pattern.test(text));
          assert.deepEqual(surplus, [], form.name);
        }
      });

      it('is found when a log is read as usual, most lines below WARNING passed over', () => {
        if (signature.minimumLevel === 'DEBUG') return;
        const found = positive.filter(text => {
          const entries: Entry[] = [];
          const onEntry = (entry: Entry) => entries.push(entry);
          const reader = createEntryReader({ formats, decode: decodeUtf8, onEntry, wantedLogger: matcher.wantsLogger });
          reader.push(Buffer.from(text));
          reader.end();
          return entries.some(entry => matcher.match(entry).some(index => signatures[index] === signature));
        });
        assert.deepEqual(
          positive.filter(text => !found.includes(text)),
          [],
        );
      });

      it('has literals that every text has in which it is found', () => {
        const { literals } = signature;
        assert.ok(literals !== undefined && literals.length > 0, 'they make the search fast');
        for (const literal of literals) {
          assert.ok(literal.length >= 4, `${literal} is too short`);
          assert.doesNotMatch(literal, /["'`\\\n]/, 'quotes, backslashes and line ends are written in several ways');
        }
        const forms = [asPython2, asRemoteError, asNestedRemoteError];
        for (const text of [...positive, ...forms.flatMap(form => positive.map(form))]) {
          assert.ok(
            literals.some(literal => text.includes(literal)),
            text,
          );
        }
        assert.notEqual(requiredLiterals(signature.pattern), undefined, 'a pattern without any literal is slow');
      });

      it('needs few steps even on hostile text', () => {
        const { steps, unbounded } = patternSteps(signature.pattern, hostileLength);
        assert.deepEqual(unbounded, [], 'every repetition has an upper bound');
        assert.ok(steps <= mostSteps, `${Math.round(steps / 1e6)} million steps`);
        assert.doesNotMatch(signature.pattern, /^(?:\.|\\S)[*+]/);
      });

      it('shares no sample with more than two other signatures', () => {
        for (const text of positive) {
          const others = matcher.matchText(text).map(index => signatures[index]!.id);
          assert.ok(others.length <= 3, `${text} is also matched by ${others}`);
        }
      });

      it('says what to look at without changing anything and without showing a secret', () => {
        assert.ok(signature.causes.length > 0 && signature.checks.length > 0 && signature.remedies.length > 0);
        for (const { command, lookFor } of signature.checks) {
          assert.notEqual(lookFor.trim(), '');
          for (const [forbidden, why] of forbiddenCommands) assert.doesNotMatch(command, forbidden, why);
        }
      });
    });
  }
});

describe('steps of a pattern', () => {
  it('are few where nothing is left to choose', () => {
    assert.ok(patternSteps('Lost connection to \\w{1,80} server', hostileLength).steps < 200_000);
    assert.ok(patternSteps('Aborted connection \\d{1,20} to db', hostileLength).steps < 200_000);
  });

  it('are many where choices multiply', () => {
    assert.ok(patternSteps('.{0,500}a.{0,500}b.{0,500}c', hostileLength).steps > mostSteps);
    assert.ok(patternSteps('(?:\\w{1,20} ?){1,20}x', hostileLength).steps > mostSteps);
    assert.ok(patternSteps('x*x*y', hostileLength).steps > mostSteps);
  });

  it('count quantifiers without a bound', () => {
    assert.deepEqual(patternSteps('a+ (?:b*|c{2,})d{1,3}', 10).unbounded, ['a+', 'b*', 'c{2,}']);
  });
});

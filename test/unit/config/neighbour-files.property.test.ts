import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readHaproxyFile } from '../../../core/config/haproxy/haproxy-file.ts';
import { bindAddresses, effectiveSetting, serversOf } from '../../../core/config/haproxy/haproxy-values.ts';
import { readMycatSchema, readMycatServer } from '../../../core/config/mycat/mycat-files.ts';
import { readXml } from '../../../core/config/mycat/xml-reader.ts';
import { readMySqlFile } from '../../../core/config/mysql/my-cnf.ts';
import { readProxySqlFile } from '../../../core/config/proxysql/proxysql-file.ts';

/** Texts of the pieces of a language, so that they are nearly right, and of anything. */
function textOf(...pieces: string[]): fc.Arbitrary<string> {
  return fc.oneof(
    fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 60 })
      .map(parts => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Every place lies within the text, whatever value it is part of. */
function assertPlaces(value: unknown, length: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Map) for (const item of value.values()) assertPlaces(item, length);
  if ('start' in value && 'end' in value) {
    const { start, end } = value as Range;
    assert.ok(0 <= start && start <= end && end <= length, `${start}..${end} of ${length}`);
  }
  for (const item of Object.values(value)) assertPlaces(item, length);
}

describe('readers of the files beside nova.conf, on any text', function () {
  this.timeout(120_000);

  it('read my.cnf', () => {
    const text = textOf('[mysqld]', '\n', '\r\n', ' = ', 'a-b', '"', "'", '#', ';', '\\', '!include ', ' ', '1G');
    fc.assert(
      fc.property(text, text => {
        const file = readMySqlFile('my.cnf', text);
        assertPlaces(file, text.length);
        for (const { nameRange, name } of file.settings) {
          const written = text.slice(nameRange.start, nameRange.end).replaceAll('-', '_');
          assert.ok(written.endsWith(name));
        }
      }),
    );
  });

  it('read haproxy.cfg', () => {
    const text = textOf(
      'listen a',
      'defaults b from c',
      '\n',
      ' ',
      '"',
      "'",
      '#',
      '\\',
      '\\x4',
      'bind :1,[',
      'server a b:1 check',
    );
    fc.assert(
      fc.property(text, text => {
        const file = readHaproxyFile('haproxy.cfg', text);
        assertPlaces(file, text.length);
        for (const section of file.sections) {
          bindAddresses(section);
          serversOf(section);
          effectiveSetting([file], section, 'timeout', 'client');
        }
      }),
    );
  });

  it('read XML', () => {
    const text = textOf(
      '<a>',
      '</a>',
      '<b x="',
      '"',
      "'",
      '/>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<!DOCTYPE x [',
      '&#x41;',
      '&lt;',
      '<?',
      '<system>',
      '<property name="x">',
    );
    fc.assert(
      fc.property(text, text => {
        assertPlaces(readXml(text), text.length);
        readMycatServer('server.xml', text);
        readMycatSchema('schema.xml', text);
      }),
    );
  });

  it('read elements that stand in one another a hundred thousand times', () => {
    const count = 100_000;
    const { system } = readMycatServer('s', `${'<a>'.repeat(count)}<system><property name="p">1</property></system>`);
    assert.equal(system[0]?.value, '1');
  });

  it('read a hundred thousand end tags that fit none of as many elements', () => {
    const count = 100_000;
    assert.equal(readXml('<a>'.repeat(count) + '</b>'.repeat(count)).problems.length, 2 * count);
  });

  it('read proxysql.cnf and its YAML', () => {
    const text = textOf(
      'a',
      ' = ',
      ': ',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '"',
      '#',
      '/*',
      '*/',
      '1',
      ',',
      ';',
      '\n',
      '  ',
      '- ',
      '__proto__',
      'constructor',
    );
    fc.assert(
      fc.property(text, text => {
        assertPlaces(readProxySqlFile('proxysql.cnf', text), text.length);
        assertPlaces(readProxySqlFile('proxysql.yaml', text), text.length);
      }),
    );
  });

  it('read groups that stand in one another a hundred thousand times', () => {
    const file = readProxySqlFile('proxysql.cnf', 'a = '.repeat(2) + '({a='.repeat(100_000));
    assert.ok(file.problems.length > 0);
  });

  it('find what was written, wherever it stands', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9.]{0,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 8 }), pairs => {
        const cnf = `[mysqld]\n${pairs.map(([name, value]) => `  ${name} =\t${value} # c`).join('\n')}`;
        const read = readMySqlFile('my.cnf', cnf).settings;
        assert.deepEqual(
          read.map(({ value }) => value),
          pairs.map(([, value]) => value),
        );
        const haproxy = `listen x\n${pairs.map(([name, value]) => `  "x ${name}" ${value}#c`).join('\n')}`;
        const settings = readHaproxyFile('h', haproxy).sections[0]!.settings;
        assert.deepEqual(
          settings.map(({ words }) => words[1]?.text),
          pairs.map(([, value]) => value),
        );
      }),
    );
  });
});

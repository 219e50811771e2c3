import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { Command, CommandOutput } from '../../../core/cluster/command.ts';
import { printCommand } from '../../../core/cluster/print-command.ts';

function command(run: Command<unknown>['run'], asRoot = false): Command<CommandOutput> {
  return { name: 'test', effect: 'change', run, asRoot, timeoutSeconds: 5, read: output => output };
}

function typed(text: string): string {
  return spawnSync('/bin/sh', ['-c', text], { encoding: 'utf8' }).stdout;
}

const hostile = [
  "it's",
  '$(id) `id` $HOME "quoted" \\',
  'two\nlines\tand a tab',
  '\u001b[31mred\u001b[0m \u202eright to left\u2069\u007f',
  '-n',
  '; rm -rf /',
  'END',
];

describe('a printed command', () => {
  it('of a program is one line of quoted words', () => {
    const stop = command(
      { program: 'systemctl', args: ['stop', '--', 'kolla-nova_conductor-container.service'] },
      true,
    );
    assert.equal(printCommand(stop, 'sudo'), 'sudo -n systemctl stop -- kolla-nova_conductor-container.service');
    assert.equal(printCommand(stop, 'none'), 'systemctl stop -- kolla-nova_conductor-container.service');
  });

  it('of a script can be read', () => {
    const printed = printCommand(command({ script: 'echo "$VHOST"', parameters: { VHOST: '/a b' } }, true), 'sudo');
    assert.deepEqual(printed.split('\n'), [
      "sudo -n /bin/sh -s <<'END'",
      '{',
      'LC_ALL=C; export LC_ALL',
      "VHOST='/a b'; export VHOST",
      'echo "$VHOST"',
      '} </dev/null',
      'END',
    ]);
  });

  it('does what it says when it is typed, whatever is in it', () => {
    const program = command({ program: 'printf', args: ['%s|', ...hostile] });
    assert.equal(typed(printCommand(program, 'none')), hostile.map(word => `${word}|`).join(''));
    for (const word of hostile) {
      const script = command({ script: 'cat; printf "%s|" "$A"\nprintf "%s" "$B"', parameters: { A: word, B: 'END' } });
      assert.equal(typed(printCommand(script, 'none')), `${word}|END`);
    }
  });

  it('shows no character that a terminal would obey', () => {
    for (const word of hostile) {
      const run = { script: `echo ${JSON.stringify(word)}\u001b`, parameters: { A: word } };
      for (const printed of [
        printCommand(command(run), 'none'),
        printCommand(command({ program: 'a', args: [word] }), 'none'),
      ]) {
        assert.equal(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(printed),
          false,
          printed,
        );
      }
    }
  });

  it('ends at a line that is not in the script', () => {
    const printed = printCommand(command({ script: 'echo a\nEND\nEND1' }), 'none');
    assert.equal(printed.split('\n').at(-1), 'END2');
  });
});

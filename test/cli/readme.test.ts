import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programs, projectFolder } from './program.ts';

for (const program of programs) {
  describe(`README.md and ${program.name}`, () => {
    it('what README shows of the sample incident is printed, in this order', async () => {
      const readme = readFileSync(join(projectFolder, 'README.md'), 'utf8');
      const [, shown = ''] = /analyze examples\/incident\n```\n\n```text\n(.*?)```/s.exec(readme) ?? [];
      const lines = shown.split('\n').filter(line => line !== '' && line !== '…');
      assert.ok(lines.length > 5);
      const { stdout } = await program.run(['analyze', 'examples/incident', '--lang', 'en']);
      const printed = stdout.split('\n');
      let next = 0;
      for (const line of lines) {
        const at = printed.indexOf(line, next);
        assert.ok(at >= 0, `not printed, or not there: ${line}`);
        next = at + 1;
      }
    });

    it('what README says lint finds in the sample incident is found', async () => {
      const readme = readFileSync(join(projectFolder, 'README.md'), 'utf8');
      const [, all, inNova] = /finds (\d+) problems in four files, (\d+) of them in `nova\.conf`/.exec(readme) ?? [];
      const { stdout } = await program.run(['lint', 'examples/incident', '--format', 'json']);
      const paths: string[] = JSON.parse(stdout).findings.map(({ path }: { path: string }) => path);
      const ofNova = paths.filter(path => path.endsWith('nova.conf'));
      assert.deepEqual([paths.length, ofNova.length].map(String), [all, inNova]);
    });
  });
}

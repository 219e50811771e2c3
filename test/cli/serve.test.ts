import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  createProtocolConnection,
  ExitNotification,
  InitializeRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { programs } from './program.ts';

for (const program of programs) {
  describe(`serve --stdio from ${program.name}`, () => {
    it('shakes hands, shuts down and ends', async () => {
      const child = program.start(['serve', '--stdio']);
      const closed = once(child, 'close') as Promise<[number | null, string | null]>;
      const stderr: Buffer[] = [];
      child.stderr.on('data', (block: Buffer) => stderr.push(block));
      const connection = createProtocolConnection(
        new StreamMessageReader(child.stdout),
        new StreamMessageWriter(child.stdin),
      );
      connection.listen();
      const { serverInfo, capabilities } = await connection.sendRequest(InitializeRequest.type, {
        processId: process.pid,
        rootUri: null,
        capabilities: {},
      });
      assert.equal(serverInfo?.name, 'Nova Doctor');
      assert.equal(capabilities.hoverProvider, true);
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      assert.deepEqual(await closed, [0, null]);
      assert.equal(Buffer.concat(stderr).toString(), '');
      connection.dispose();
    });

    it('ends when the editor is gone', async () => {
      const child = program.start(['serve', '--stdio']);
      const closed = once(child, 'close');
      child.stdin.end();
      await closed;
    });
  });
}

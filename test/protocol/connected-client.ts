import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  createConnection,
  createProtocolConnection,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { InitializationOptions } from '../../core/features/protocol.ts';
import { serve } from '../../server/serve.ts';

/** A client that talks to a language server in the same process, over two streams as `--stdio` does. */
export interface ConnectedClient {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  close(): Promise<void>;
}

/**
 * Starts a server and shakes hands with it.
 * @param listen called before the handshake, to hear what the server says during it.
 * @param folders paths of the workspace's folders.
 * @param capabilities what the client can do besides asking for diagnostics.
 */
export async function connectClient(
  locale = 'en',
  initializationOptions: InitializationOptions = {},
  listen: (connection: ProtocolConnection) => void = () => {},
  folders: readonly string[] = [],
  capabilities: ClientCapabilities = {},
): Promise<ConnectedClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  serve(server);
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  connection.listen();
  listen(connection);
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri: null,
    locale,
    initializationOptions,
    workspaceFolders: folders.map(path => ({ uri: pathToFileURL(path).href, name: path })),
    capabilities: { workspace: { workspaceFolders: true }, textDocument: { diagnostic: {} }, ...capabilities },
  });
  await connection.sendNotification(InitializedNotification.type, {});
  return {
    connection,
    initialized,
    async close() {
      await connection.sendRequest(ShutdownRequest.type);
      connection.dispose();
      server.dispose();
    },
  };
}

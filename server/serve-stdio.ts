import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './serve.ts';

/**
 * Serves the editor at the other end of standard input and output.
 * @returns when the editor has closed its end; an orderly `exit` ends the whole process before.
 */
export function serveStdio(): Promise<void> {
  serve(createConnection(ProposedFeatures.all, process.stdin, process.stdout));
  return new Promise(resolve => process.stdin.once('close', resolve));
}

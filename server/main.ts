import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './serve.ts';

// How to talk is read from the command line: `--node-ipc` from the extension, `--stdio` from other editors.
serve(createConnection(ProposedFeatures.all));

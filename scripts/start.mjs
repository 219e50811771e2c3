// npm start: VS Code in the browser, with the extension installed from its package, on the sample workspace.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installDependencies } from './lib/dependencies.mjs';
import { buildBundles, packExtension } from './lib/extension-package.mjs';
import { runMain, UserFailure } from './lib/failure.mjs';
import { startLab } from './lib/lab.mjs';
import { cacheFolder, sampleFolder } from './lib/paths.mjs';
import { firstFreePort } from './lib/ports.mjs';
import {
  installExtension,
  installServedVSCode,
  startServedVSCode,
  workbenchAddress,
  writeFirstSettings,
  writeMachineSettings,
} from './lib/served-vscode.mjs';

/** The address stays the same from start to start, as long as nothing else takes the port. */
const preferredPort = 8137;

/** @param {string} address */
function printWelcome(address) {
  console.log(`
Nova Doctor runs in a VS Code of its own. Open this address in a browser on this machine:

    ${address}

Then click:
  1. In the Explorer on the left: ctl1, then nova-conductor.log.
     (A first start takes some seconds until the text has its colours.)
  2. Below, the counter of errors and warnings in the status bar: the Problems view names the cause of the incident.
  3. A problem in that list: it leads to the line in the log. Rest the mouse on the marked line to read why and what to do.
  4. The view "Nova Doctor" on the far left: its controllers are simulated, and are sick in the way that the log tells. Look at
     "Triage", and at the runbook that it names. What you do there is told below.

The folder is ${sampleFolder}; the files in it are examples and are trusted here.
Press Ctrl-C to end.
`);
}

await runMain(async () => {
  if (!existsSync(sampleFolder)) throw new UserFailure(`The sample workspace ${sampleFolder} is missing.`);
  await installDependencies();
  await buildBundles();
  const extensionPackage = await packExtension();
  await installServedVSCode();

  const dataFolder = join(cacheFolder, 'start');
  // The sample is part of this project, and this VS Code is for nothing else: it asks no question about trust.
  writeFirstSettings(dataFolder, { 'security.workspace.trust.enabled': false });
  await installExtension(dataFolder, extensionPackage);
  // The controllers that the sample names are simulated; by this ssh_config they are reached.
  const lab = await startLab(join(dataFolder, 'lab'));
  writeMachineSettings(dataFolder, { 'novaDoctor.ssh.configFile': lab.sshConfiguration });
  // Others on this machine can reach the port, but do not know the token.
  const token = randomBytes(12).toString('hex');
  const port = await firstFreePort(preferredPort);
  const server = await startServedVSCode({ dataFolder, port, token });
  printWelcome(workbenchAddress(server.origin, sampleFolder, { tkn: token }));
  await server.ended;
  throw new UserFailure(`VS Code has ended by itself; what it printed is in ${server.logFile}.`);
});

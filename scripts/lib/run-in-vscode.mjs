// Runs under the newer Node, which @vscode/test-electron wants: run-in-vscode.mjs TESTS-ENTRY FOLDER
import { runTests } from '@vscode/test-electron';
import { runMain } from './failure.mjs';
import { inProject, projectFolder } from './paths.mjs';

/**
 * Desktop VS Code where NOVA_DOCTOR_VSCODE names its program, or `stable` or a version to download; else the served one.
 */
function whichVSCode() {
  const named = process.env.NOVA_DOCTOR_VSCODE;
  if (!named) return { vscodeExecutablePath: inProject('scripts/vscode-launcher.mjs') };
  return /^(stable|insiders|\d[\d.]*)$/.test(named) ? { version: named } : { vscodeExecutablePath: named };
}

// A signal goes to the whole process group. VS Code ends at it, and this program when VS Code has ended.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const [extensionTestsPath = '', folder = ''] = process.argv.slice(2);

await runMain(() =>
  runTests({ ...whichVSCode(), extensionDevelopmentPath: projectFolder, extensionTestsPath, launchArgs: [folder] }),
);

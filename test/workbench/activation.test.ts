import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension in VS Code', () => {
  it('activates', async () => {
    const extension = vscode.extensions.getExtension('nova-doctor.nova-doctor');
    assert.ok(extension, 'VS Code knows the extension');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('runs in a VS Code that package.json admits, and in the oldest where that was asked for', () => {
    const manifest = vscode.extensions.getExtension('nova-doctor.nova-doctor')?.packageJSON;
    const oldest = minorVersion(manifest.engines.vscode);
    const running = minorVersion(vscode.version);
    if (process.env.NOVA_DOCTOR_SERVED_VSCODE === 'oldest') assert.equal(running, oldest);
    else assert.ok(running >= oldest, vscode.version);
  });

  it('registers every command of its package.json', async () => {
    const extension = vscode.extensions.getExtension('nova-doctor.nova-doctor');
    await extension?.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const contributed: { command: string }[] = extension?.packageJSON.contributes.commands;
    assert.ok(contributed.length > 0);
    assert.deepEqual(
      contributed.map(({ command }) => command).filter(command => !registered.has(command)),
      [],
    );
  });
});

/** 103 of `^1.103.0`: the first number has been 1 ever since. */
function minorVersion(version: string): number {
  return Number(version.split('.')[1]);
}

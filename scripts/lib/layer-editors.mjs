import { findDebianProgram } from './debian-packages.mjs';
import { runMochaLayer } from './layer-mocha.mjs';

/**
 * The language server in other editors than VS Code.
 *
 * @param {{words?: readonly string[], grep?: string | undefined}} selection
 */
export async function runEditorsLayer(selection) {
  const purpose = 'The tests open a log in Neovim';
  await findDebianProgram({ name: 'neovim', program: '/usr/bin/nvim', purpose, elsewhere: 'install Neovim.' });
  return runMochaLayer('editors', selection);
}

import { spawnSync } from 'node:child_process';

/**
 * The programs that are measured beside us: how each is called, where its version stands in what it says of itself, and how
 * it is installed.
 *
 * @typedef {{name: string, program: string, version: string}} FoundPeer
 */
const peers = {
  grep: { program: 'grep', version: ['--version'], get: 'GNU grep of your system' },
  ripgrep: { program: 'rg', version: ['--version'], get: 'Debian package ripgrep' },
  lnav: { program: 'lnav', version: ['-V'], get: 'Debian package lnav' },
  zcat: { program: 'zcat', version: ['--version'], get: 'Debian package gzip' },
  wc: { program: 'wc', version: ['--version'], get: 'GNU coreutils of your system' },
  ansible: {
    program: 'ansible',
    version: ['--version'],
    get: 'Debian package ansible-core, or ansible-core from PyPI',
  },
  'oslo-config-validator': {
    program: process.env.NOVA_DOCTOR_OSLO_VALIDATOR ?? 'oslo-config-validator',
    version: ['--version'],
    get: 'Debian packages python3-oslo.config and python3-nova, or oslo.config and nova from PyPI in a virtual environment (NOVA_DOCTOR_OSLO_VALIDATOR names the program)',
  },
};

/**
 * @param {keyof typeof peers} name
 * @returns {FoundPeer | {name: string, get: string}} get: how to install it, where it cannot be started
 */
export function findPeer(name) {
  const { program, version, get } = peers[name];
  const { error, status, stdout, stderr } = spawnSync(program, version, { encoding: 'utf8' });
  if (error !== undefined || status !== 0) return { name, get };
  return { name, program, version: /\d+(?:\.\d+)+/.exec(`${stdout}${stderr}`)?.[0] ?? 'of unknown version' };
}

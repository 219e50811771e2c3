import ssh2 from 'ssh2';

export interface KeyPair {
  /** In OpenSSH's format, without a passphrase. */
  readonly private: string;
  /** `ssh-ed25519 AAAA…` */
  readonly public: string;
}

/**
 * A new Ed25519 key. One in 256 of those that the ssh2 library (1.17) makes cannot be read again, because it drops the zeros with
 * which a public key begins: such a one is thrown away.
 */
export function newKeyPair(): KeyPair {
  while (true) {
    const made = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(made.private) instanceof Error)) return made;
  }
}

/** What `sudo -n` has to be allowed for our scripts: a shell that reads them from its standard input. */
export const shellOfScripts = { path: '/bin/sh', args: ['-s'] } as const;

/** Programs that, once they run as root with arguments of one's own, give everything that root may. */
const asGoodAsRoot = new Set([
  ...['sh', 'bash', 'dash', 'docker', 'podman', 'nerdctl', 'ctr', 'crictl', 'mysql', 'mariadb', 'systemctl', 'pcs'],
  ...['python3', 'perl', 'awk', 'env', 'find', 'tar', 'tee', 'cp', 'vi', 'vim', 'rabbitmqctl'],
]);

/**
 * The line of sudoers(5) that lets an account run one program as root without a password, with these arguments only.
 * @param path the program's full path, as sudoers wants it.
 */
export function sudoersLine(account: string, path: string, args: readonly string[]): string {
  // Without "" a command without arguments would admit any.
  const words = args.length === 0 ? ['""'] : args.map(escaped);
  return `${escaped(account)} ALL=(root) NOPASSWD: ${[escaped(path), ...words].join(' ')}`;
}

/** Whether a line without its arguments would be as good as the password of root. */
export function givesRoot(path: string): boolean {
  return asGoodAsRoot.has(path.split('/').at(-1) ?? '');
}

/** Wildcards and separators of sudoers stand for themselves behind a backslash. */
function escaped(word: string): string {
  return word.replace(/[\\,:=*?[\]!()"# \t]/g, '\\$&');
}

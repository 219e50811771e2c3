/**
 * Secrets that no name and equals sign tells of: arguments of programs, words of other services' files, terms of Erlang,
 * elements of XML. One entry of the list for each way of writing; sources are the manuals of the programs that it names.
 */
export interface WrittenSecret {
  /** One of these is contained, in small letters, in every text that the pattern changes. */
  readonly literals: readonly string[];
  /** Has a group `before` for what stands before the secret, and a group `secret`. */
  readonly pattern: RegExp;
}

export const writtenSecrets: readonly WrittenSecret[] = [
  {
    literals: ['rabbitmqctl'],
    pattern:
      /(?<before>\brabbitmqctl(?:["',\s]+-[^\s"',]+(?:["',\s]+[^\s"',@]+@[^\s"',]+)?){0,5}["',\s]+(?:add_user|change_password|authenticate_user)["',\s]+[^\s"',]+["',\s]+)(?<secret>[^\s"',]+)/g,
  },
  // With -p a space means that the password is asked for; mysql's own option has none.
  {
    literals: ['mysql', 'maria'],
    pattern: /(?<before>\b(?:mysql|mariadb)[a-z-]*\b[^\n|;]{0,200}?\s-p["']?)(?<secret>[^\s"']+)/g,
  },
  { literals: ['sshpass'], pattern: /(?<before>\bsshpass\b[^\n|;]{0,80}?\s-p\s?["']?)(?<secret>[^\s"']+)/g },
  { literals: ['ipmi'], pattern: /(?<before>\bipmi[a-z-]+\b[^\n|;]{0,200}?\s-P\s?["']?)(?<secret>[^\s"']+)/g },
  {
    literals: ['curl'],
    pattern: /(?<before>\bcurl\b[^\n|;]{0,400}?\s(?:-u|--user)[ =]?["']?[^\s:"'/]{1,80}:)(?<secret>[^\s"']+)/g,
  },
  { literals: ['setcookie'], pattern: /(?<before>-setcookie["',\s]+)(?<secret>[^\s"',]+)/g },
  {
    literals: ['identified'],
    pattern:
      /(?<before>\bidentified(?: with \S+)? (?:by|as)(?: password)?\s*(?<quote>\\*['"]))(?<secret>.+?)(?=(?<!\\)\k<quote>)/gi,
  },
  {
    literals: ['password('],
    pattern: /(?<before>\bpassword\(\s*(?<quote>\\*['"]))(?<secret>.+?)(?=(?<!\\)\k<quote>)/gi,
  },
  // `{default_pass, <<"secret">>}` of RabbitMQ's Erlang.
  {
    literals: ['<<'],
    pattern:
      /(?<before>\b[a-z_]{0,40}(?:pass|password|secret|cookie)\s*,\s*<<\\*["'])(?<secret>[^"'\\\n]+)(?=\\*["']>>)/gi,
  },
  {
    literals: ['insecure-password', 'auth_pass', 'requirepass', 'masterauth'],
    pattern: /(?<before>\b(?:insecure-password|auth_pass|requirepass|masterauth)\s+["']?)(?<secret>[^\s"']+)/g,
  },
  { literals: ['stats auth'], pattern: /(?<before>\bstats auth\s+[^\s:]{1,80}:)(?<secret>\S+)/g },
  // `admin:secret;radmin:other` of ProxySQL; the user before the first password stays.
  {
    literals: ['_credentials'],
    pattern: /(?<before>\b\w{0,40}_credentials\\*["']?\s*[:=]\s*\\*["']?[^\s:"'\\]{1,80}:)(?<secret>[^\s"'\\]+)/gi,
  },
  {
    literals: ['name='],
    pattern:
      /(?<before>\bname=["'][^"'<>]{0,60}(?:password|passwd|secret|token)["']\s*(?:\/?>|value=["']))(?<secret>[^<>"']+)/gi,
  },
  {
    literals: ['</'],
    pattern:
      /(?<before><(?<element>[a-z_-]{0,40}(?:password|passwd|secret|token))>)(?<secret>[^<>]+)(?=<\/\k<element>>)/gi,
  },
  // A query inside an address that is encoded: `path=%3Ftoken%3D…` of noVNC.
  {
    literals: ['%3d'],
    pattern: /(?<before>(?:token|password|passwd|secret|signature)(?:%25|%)3D)(?<secret>[^\s&'"%<>]+)/gi,
  },
  // “The token 'b8…' is invalid or has expired” of nova's consoles.
  {
    literals: ['token '],
    pattern: /(?<before>\btoken \\*["'])(?<secret>[A-Za-z0-9._=-]{16,})(?=\\*["'])/gi,
  },
];

/** Lines of a private key of which neither the first line nor the last may have come along. */
const keyLine = '(?=[A-Za-z0-9+/]*[g-z])(?=[A-Za-z0-9+/]*[G-Z])[A-Za-z0-9+/]';

/** A line of base64 as OpenSSL (64) and OpenSSH (70) write them; a hash of hexadecimal digits is none. */
export const keyLines = new RegExp(String.raw`(?<=^|\s)${keyLine}{64}(?:[A-Za-z0-9+/]{6})?(?=\r?$)`, 'gm');

/** The last line of a key, which is shorter than the others, where a log writes its prefix before each line. */
export const keyLastLine = /[A-Za-z0-9+/=]{8,}(?=\r?\n[^\n]{0,300}?-----END [A-Z ]*PRIVATE KEY-----)/g;

/** What stands before the last line of a key whose first one is missing. */
export const keyEnd = /(?:[A-Za-z0-9+/=]{8,}(?:\\r|\\n|\s)+)+(?=-----END [A-Z ]*PRIVATE KEY-----)/g;

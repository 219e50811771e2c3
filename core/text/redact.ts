/**
 * Takes secrets out of text that is shown, stored or sent: each distinct secret becomes `[redacted-N]`, the same N for
 * the same secret as long as the redactor lives, so that what belongs together can still be seen.
 */
export interface Redactor {
  redact(text: string): string;
}

/** How a rule is written: replaces its secrets with what `hide` gives for them. */
interface Rule {
  /** One of these is contained, in any case of letters, in every text that the rule changes. */
  readonly literals: readonly string[];
  readonly apply: (text: string, hide: (secret: string) => string) => string;
}

export function createRedactor(): Redactor {
  const numbers = new Map<string, number>();

  function hide(secret: string): string {
    if (isNoSecret(secret)) return secret;
    const known = numbers.get(secret);
    const number = known ?? numbers.size + 1;
    if (known === undefined) numbers.set(secret, number);
    return `[redacted-${number}]`;
  }

  function redact(text: string): string {
    if (!anyLiteral.test(text)) return text;
    const lower = text.toLowerCase();
    let result = text;
    for (const rule of rules) {
      if (rule.literals.some(literal => lower.includes(literal))) result = rule.apply(result, hide);
    }
    return result;
  }

  return { redact };
}

const emptyValues: ReadonlySet<string> = new Set([
  'none',
  'null',
  'nil',
  'true',
  'false',
  'yes',
  'no',
  'unset',
  '-',
  '',
]);
const masked = /^[*x.]{2,}$|^<[^<>]*>?$|^\[redacted|^\$\(|^\$\{|^\{\{|^%\(/i;

/** What stands where a secret would: nothing, a mask of another program, a template's variable. */
function isNoSecret(value: string): boolean {
  return emptyValues.has(value.toLowerCase()) || masked.test(value);
}

/** `user:secret@host`, several of them separated by commas, as transport_url has them. */
const urlStart = /(?::(?:\\?\/){2}|%3a%2f%2f)/gi;
const endOfAuthority = /[\s/\\'"<>|)\]}`]/;

function redactUrls(text: string, hide: (secret: string) => string): string {
  let result = '';
  let done = 0;
  urlStart.lastIndex = 0;
  for (let match = urlStart.exec(text); match; match = urlStart.exec(text)) {
    const start = match.index + match[0].length;
    if (start < done) continue;
    const isEncoded = match[0].startsWith('%');
    const end = isEncoded ? endOfEncoded(text, start) : authorityEnd(text, start);
    const authority = text.slice(start, end);
    const hidden = isEncoded ? hideEncoded(authority, hide) : hideUsers(authority, end === text.length, hide);
    result += text.slice(done, start) + hidden;
    done = end;
  }
  return result + text.slice(done);
}

function authorityEnd(text: string, start: number): number {
  const length = text.slice(start, start + 2000).search(endOfAuthority);
  const end = length === -1 ? Math.min(text.length, start + 2000) : start + length;
  // A password with an unescaped slash ends the authority too early: `nova:a/b@host` has no port of digits.
  const authority = text.slice(start, end);
  if (authority.includes('@') || !/^[^:@[\]]+:[^:@]*[^\d:@][^:@]*$/.test(authority)) return end;
  const further = /^[^\s'"<>]{0,200}@[^\s/'"<>\\]*/.exec(text.slice(end));
  return further ? end + further[0].length : end;
}

function hideUsers(authority: string, isCut: boolean, hide: (secret: string) => string): string {
  const parts: string[] = [];
  // A password may contain a comma: what has no @ belongs to the part behind it, if that has a user.
  let pending = '';
  for (const piece of authority.split(',')) {
    pending = pending === '' ? piece : `${pending},${piece}`;
    const isHost = /^(?:\[[^\]]*\]|[^:]*)(?::\d*)?$/.test(pending);
    if (!pending.includes('@') && !isHost) continue;
    parts.push(hideUser(pending, hide));
    pending = '';
  }
  if (pending !== '') parts.push(isCut ? hideCutUser(pending, hide) : pending);
  return parts.join(',');
}

function hideUser(text: string, hide: (secret: string) => string): string {
  const at = text.lastIndexOf('@');
  const colon = text.indexOf(':');
  if (at === -1 || colon === -1 || colon > at) return text;
  return `${text.slice(0, colon + 1)}${hide(text.slice(colon + 1, at))}${text.slice(at)}`;
}

/** `nova:secr` at the very end of a text that was shortened. */
function hideCutUser(text: string, hide: (secret: string) => string): string {
  const colon = text.indexOf(':');
  return colon === -1 ? text : text.slice(0, colon + 1) + hide(text.slice(colon + 1).replace(/…$/, ''));
}

function endOfEncoded(text: string, start: number): number {
  const match = /^[^\s'"<>&]*/.exec(text.slice(start, start + 2000));
  return start + (match?.[0].length ?? 0);
}

function hideEncoded(text: string, hide: (secret: string) => string): string {
  return text.replace(/^([^%:@]*%3a)(.+?)(?=%40)/i, (_, user: string, secret: string) => user + hide(secret));
}

/**
 * A name that has a value: the separator behind it, and the value with its quotes. Inside a RemoteError or a JSON text
 * quotes are escaped, once or more often; a value ends at the same quote with the same escapes.
 */
const separator = String.raw`(?:\\*["'])?[ \t]{0,60}(?:=>|==?|:|,(?=\s*(?:[ub]{0,2}\\*["'])))\s{0,2}`;
const quoted = String.raw`(?:[ub]{0,2}(?<quote>\\*["'])(?<inside>[^\n]{0,8000}?)(?:(?<!\\)\k<quote>|(?=\n|$)))`;
const bare = String.raw`(?<bare>(?!\\*["'])[^\s,;&'"<>(){}\[\]\\|]+)`;

function valueRule(name: string, isSecret: (value: string, isQuoted: boolean) => boolean): Rule['apply'] {
  const pattern = new RegExp(`(?<![A-Za-z0-9])(?<name>${name})(?<separator>${separator})(?:${quoted}|${bare})`, 'gi');
  return (text, hide) =>
    text.replace(pattern, (...found) => {
      const whole = found[0] as string;
      const groups = found.at(-1) as Record<string, string | undefined>;
      const value = groups.inside ?? groups.bare ?? '';
      if (value === '' || !isSecret(value, groups.inside !== undefined)) return whole;
      const start = whole.lastIndexOf(value);
      return whole.slice(0, start) + hide(value) + whole.slice(start + value.length);
    });
}

const words = '(?:[A-Za-z0-9]{1,40}[._-]){0,6}';
const passwordName = `${words}(?:[A-Za-z0-9]{0,40}(?:password|passwd|passphrase)|(?:[A-Za-z0-9]{0,40}[._-])?pass|adminPass|pwd)`;
const secretName = `${words}(?:[A-Za-z0-9]{0,40}secret|secret[._-]key|secret[._-]access[._-]key|encryption[._-]key|fixed[._-]key|hmac[._-]keys|api[._-]?key|access[._-]key|private[._-]key|sst[._-]auth|temp[._-]url[._-](?:sig|key)|x-amz-signature|erlang[._-]cookie)`;
const tokenName = `${words}(?:[A-Za-z0-9]{0,40}token(?:[._-]id)?|x-storage-token)`;

/** Words and paths come behind `token:` and `secret:` in sentences; secrets have digits or are long. */
function looksRandom(value: string): boolean {
  return (
    (value.length >= 8 && /\d/.test(value) && !value.includes('/')) || (value.length >= 20 && !/[/ .]/.test(value))
  );
}

/** Whether a quoted value is a secret, and not one whose inside was replaced already, as that of a private key is. */
function isWholeSecret(value: string): boolean {
  return value.length >= 4 && !value.includes('PRIVATE KEY-----[redacted-');
}

const rules: readonly Rule[] = [
  {
    literals: ['private key'],
    apply: (text, hide) =>
      text.replace(
        /-----BEGIN ([A-Z ]*PRIVATE KEY)-----([\s\S]*?)(-----END \1-----|$)/g,
        (_, kind: string, key: string, end: string) => `-----BEGIN ${kind}-----${hide(key)}${end}`,
      ),
  },
  { literals: ['://', ':\\/\\/', '%3a%2f%2f'], apply: redactUrls },
  {
    literals: ['authorization', 'proxy-authenticate'],
    apply: (text, hide) =>
      text.replace(
        /(authorization(?:\\*["'])?\s*[:=,]\s*(?:[ub]?\\*["'])?(?:(?:basic|bearer|token|digest|negotiate|aws4-hmac-sha256)\s+)?)([^\s"'\\]{8,}[^\n"'\\]*)/gi,
        (_, start: string, secret: string) => start + hide(secret.trimEnd()),
      ),
  },
  {
    literals: ['bearer '],
    apply: (text, hide) =>
      text.replace(/\b(bearer )([A-Za-z0-9._~+/=-]{16,})/gi, (_, word: string, secret: string) => word + hide(secret)),
  },
  {
    literals: ['cookie'],
    apply: (text, hide) =>
      text.replace(
        /((?:set-)?cookie(?:\\*["'])?\s*[:,]\s*(?:[ub]?\\*["'])?)([^\s=;"'\\]+=[^\n"'\\]+)/gi,
        (_, name: string, cookie: string) => name + hide(cookie),
      ),
  },
  {
    literals: ['pass', 'pwd'],
    apply: valueRule(passwordName, (value, isQuoted) => isQuoted || !(value.startsWith('/') || /^\d?$/.test(value))),
  },
  {
    literals: ['--'],
    apply: (text, hide) =>
      text.replace(
        /(--(?:[a-z]+-)*(?:password|passwd|token|secret)[ =])(?!\[redacted)(["']?)([^\s"']+)/gi,
        (_, option: string, quote: string, secret: string) => option + quote + hide(secret),
      ),
  },
  {
    literals: ['mysql', 'maria'],
    apply: (text, hide) =>
      text.replace(
        /(\b(?:mysql|mariadb)[a-z-]*\b[^\n|;]{0,200}?\s-p)(["']?)([^\s"']+)/g,
        (_, command: string, quote: string, secret: string) => command + quote + hide(secret),
      ),
  },
  {
    literals: ['identified by', 'password('],
    apply: (text, hide) =>
      text.replace(
        /((?:identified by(?: password)?|password\()\s*)(\\*['"])(.+?)(?<!\\)\2/gi,
        (_, start: string, quote: string, secret: string) => start + quote + hide(secret) + quote,
      ),
  },
  {
    literals: ['secret', 'key', 'sst_auth', 'temp_url', 'signature', 'erlang'],
    apply: valueRule(secretName, (value, isQuoted) => (isQuoted ? isWholeSecret(value) : looksRandom(value))),
  },
  {
    literals: ['token'],
    apply: valueRule(tokenName, (value, isQuoted) =>
      isQuoted ? value.length >= 8 && !/\s/.test(value) : looksRandom(value),
    ),
  },
  {
    literals: ['user_data'],
    apply: valueRule('user_data', value => /^[A-Za-z0-9+/=\\n]{24,}$/.test(value)),
  },
  { literals: ['{sha'], apply: replaceAll(/\{SHA\d*\}[0-9a-fA-F]{20,}/g) },
  // Fernet tokens and keys of Keystone, JSON web tokens, Ceph keys, hashes of passwords, AWS keys.
  { literals: ['gaaaa'], apply: replaceAll(/\bgAAAA[A-Za-z0-9_=-]{10,}(?:%3D)*/g) },
  { literals: ['eyj'], apply: replaceAll(/\beyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]+){1,2}/g) },
  { literals: ['aq'], apply: replaceAll(/(?<![A-Za-z0-9+/])AQ[A-Za-z0-9+/]{36}==/g) },
  {
    literals: ['$'],
    apply: replaceAll(/\$(?:2[abxy]?|5|6|y|argon2id?|pbkdf2-sha\d+|scrypt)\$[A-Za-z0-9./$,=+-]{20,}/g),
  },
  { literals: ['akia'], apply: replaceAll(/\bAKIA[A-Z0-9]{16}\b/g) },
];

function replaceAll(pattern: RegExp): Rule['apply'] {
  return (text, hide) => text.replace(pattern, secret => hide(secret));
}

/** One look at a text tells whether any rule can apply. */
const anyLiteral = new RegExp(
  rules.flatMap(rule => rule.literals.map(literal => literal.replace(/[$(){}*+?.\\/^|]/g, '\\$&'))).join('|'),
  'i',
);

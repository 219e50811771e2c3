import { keyEnd, keyLastLine, keyLines, type WrittenSecret, writtenSecrets } from './redact-programs.ts';
import { redactBrokenUrls, redactUrls } from './redact-urls.ts';

/**
 * Takes secrets out of text that is shown, stored or sent: each distinct secret becomes `[redacted-N]`, the same N for
 * the same secret as long as the redactor lives, so that what belongs together can still be seen.
 */
export interface Redactor {
  redact(text: string): string;
}

/** How a rule is written: replaces its secrets with what `hide` gives for them. */
interface Rule {
  /** One of these is contained, in any case of letters, in every text that the rule changes; none where no word can tell. */
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
    if (!anyLiteral.test(text) && text.search(keyLines) === -1) return text;
    const lower = text.toLowerCase();
    let result = text;
    for (const rule of rules) {
      if (rule.literals.length === 0 || rule.literals.some(literal => lower.includes(literal)))
        result = rule.apply(result, hide);
    }
    return result;
  }

  return { redact };
}

/** One text by itself: what belongs together with nothing else that is shown. */
export function withoutSecrets(text: string): string {
  return createRedactor().redact(text);
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
  { literals: ['private key-----'], apply: replaceAll(keyEnd) },
  { literals: ['private key-----'], apply: replaceAll(keyLastLine) },
  { literals: [], apply: replaceAll(keyLines) },
  { literals: ['://', ':\\/\\/', '%3a%2f%2f'], apply: redactUrls },
  { literals: [':/', '@'], apply: redactBrokenUrls },
  {
    literals: ['authorization', 'proxy-authenticate'],
    apply: (text, hide) =>
      text.replace(
        /(authorization(?:\\*["'])?\s*[:=,]\s*(?:[ub]?\\*["'])?)(?:((?:basic|bearer|token|negotiate)\s+)([^\s"'\\,]{8,})|((?:digest|aws4-hmac-sha256)\s+)?([^\s"'\\]{8,}[^\n"'\\]*))/gi,
        (_, name: string, scheme = '', word = '', longScheme = '', rest = '') =>
          name + scheme + longScheme + hide(word || rest.trimEnd()),
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
  ...writtenSecrets.map(writtenRule),
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
    apply: valueRule('user_data', value => /^[A-Za-z0-9+/=\\n]{24,}…?$/.test(value)),
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

function writtenRule({ literals, pattern }: WrittenSecret): Rule {
  const apply: Rule['apply'] = (text, hide) =>
    text.replace(pattern, (...found) => {
      const { before = '', secret = '' } = found.at(-1) as Record<string, string | undefined>;
      return before + hide(secret);
    });
  return { literals, apply };
}

function replaceAll(pattern: RegExp): Rule['apply'] {
  return (text, hide) => text.replace(pattern, secret => hide(secret));
}

/** One look at a text tells whether any rule can apply. */
const anyLiteral = new RegExp(
  rules.flatMap(rule => rule.literals.map(literal => literal.replace(/[$(){}*+?.\\/^|]/g, '\\$&'))).join('|'),
  'i',
);

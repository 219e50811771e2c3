import type { Translator } from '../../text/l10n.ts';
import type { Rule, RuleFinding } from '../rule.ts';
import { connectionNames } from './database-options.ts';
import { databaseUrls, type GivenUrl } from './database-values.ts';

/**
 * An address that SQLAlchemy reads otherwise than it was meant. Since SQLAlchemy 1.4 only `@` ends a password too early; `/`,
 * `?` and `#` confuse nova's own filling in of cell mappings. No message may hold a part of the password.
 */
export const od021: Rule = {
  id: 'OD021',
  severity: 'error',
  title: l10n => l10n.t('Database address that is not read as it was meant'),
  why: l10n =>
    l10n.t(
      'A special character in the password ends it too early: the rest becomes the name of a host that does not exist (error 2003), or the address is refused.',
    ),
  remedy: l10n => l10n.t('Percent-encode the password: @ is %40, / is %2F, ? is %3F, # is %23, % is %25.'),
  source:
    'sqlalchemy/engine/url.py, run on 1.3.23, 1.4.40 and 2.0.42; nova/objects/cell_mapping.py, _format_url with urlparse',
  *check(deployment, l10n) {
    for (const name of [...connectionNames, 'asyncio_connection', 'asyncio_slave_connection'])
      for (const given of databaseUrls(deployment, name)) {
        // A cell mapping's template in the wrong place, which OD049 explains.
        if (/^\{\w+\}/.test(given.text)) continue;
        const finding = problemOf(given, l10n);
        if (finding !== undefined) yield { option: given.option, ...finding };
      }
  },
};

function problemOf(given: GivenUrl, l10n: Translator): RuleFinding | undefined {
  const { url, text, option, placeOf, place } = given;
  if (url === undefined) return { place, message: l10n.t('SQLAlchemy cannot read {0} as an address.', option) };
  const { host, port, database, passwordRange } = url;
  const blank = /\s+\S*/.exec(text);
  // In a password a blank is unusual, but read as meant.
  if (blank !== null && blank.index >= (host?.range.end ?? url.scheme.range.end))
    return {
      place: placeOf({ start: blank.index, end: text.length }),
      message: l10n.t('What follows the blank is a part of {0} too: a comment needs a line of its own.', option),
    };
  const beyond = [host, port, database].find(part => part?.text.includes('@'));
  if (beyond !== undefined) {
    const end = beyond.range.start + beyond.text.lastIndexOf('@');
    const start = passwordRange?.start ?? url.scheme.range.end + 3;
    return {
      place: placeOf({ start, end }),
      message: l10n.t('An @ in the user or the password of {0} is read as its end. Write %40.', option),
      ...(given.isExact && passwordRange && { fix: encoding(given, { start, end }, l10n) }),
    };
  }
  if (port !== undefined && port.text !== '' && !/^\d+$/.test(port.text))
    return {
      place: placeOf(port.range),
      message: l10n.t('The port in {0} is not a number. An IPv6 address needs brackets.', option),
    };
  const password = passwordRange && text.slice(passwordRange.start, passwordRange.end);
  if (passwordRange === undefined || !/[/?#]/.test(password ?? '')) return undefined;
  // Only the main database's address is taken apart to fill in cell mappings.
  if (given.group !== 'database' || given.name !== 'connection') return undefined;
  return {
    place: placeOf(passwordRange),
    severity: 'warning',
    message: l10n.t(
      'With /, ? or # in the password nova fails to take {0} apart for cell mappings and logs a traceback for each.',
      option,
    ),
    ...(given.isExact && { fix: encoding(given, passwordRange, l10n) }),
  };
}

function encoding(given: GivenUrl, range: { start: number; end: number }, l10n: Translator) {
  const password = given.text.slice(range.start, range.end);
  // What is encoded already must stay so.
  const text = password.replace(/[@/?#:]|%(?![0-9A-Fa-f]{2})/g, letter => encodeURIComponent(letter));
  return {
    title: l10n.t('Percent-encode the password'),
    edits: [{ ...given.placeOf(range), text }],
    isSafe: false,
  };
}

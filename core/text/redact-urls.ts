/** Takes the passwords out of URLs: `user:secret@host`, several of them separated by commas, as transport_url has them. */

type Hide = (secret: string) => string;

const urlStart = /(?:([a-z0-9+.-]{1,40}))?(:(?:\\?\/){2}|%3a%2f%2f)/gi;
const endOfAuthority = /[\s/\\'"<>|)\]}`]/;
/** Their paths hold @ of their own; an address of a database or a broker has none behind its host. */
const webSchemes = /^(?:https?|wss?|ftps?|file|git|ssh)$/i;

export function redactUrls(text: string, hide: Hide): string {
  let result = '';
  let done = 0;
  urlStart.lastIndex = 0;
  for (let match = urlStart.exec(text); match; match = urlStart.exec(text)) {
    const start = match.index + match[0].length;
    if (start < done) continue;
    const isEncoded = match[2]?.startsWith('%');
    const end = isEncoded ? endOfEncoded(text, start) : authorityEnd(text, start, webSchemes.test(match[1] ?? ''));
    const authority = text.slice(start, end);
    const hidden = isEncoded ? hideEncoded(authority, hide) : hideUsers(authority, end === text.length, hide);
    result += text.slice(done, start) + hidden;
    done = end;
  }
  return result + text.slice(done);
}

function authorityEnd(text: string, start: number, isWeb: boolean): number {
  const length = text.slice(start, start + 2000).search(endOfAuthority);
  const end = length === -1 ? Math.min(text.length, start + 2000) : start + length;
  const authority = text.slice(start, end);
  if (!authority.includes(':')) return end;
  // A password with an unescaped slash ends the authority too early: `nova:a/b@host` has no port of digits.
  const hasNoPort = !authority.includes('@') && /^[^:@[\]]+:[^:@]*[^\d:@][^:@]*$/.test(authority);
  if (isWeb && !hasNoPort) return end;
  const further = /^\/[^\s'"<>,;|&\\]{0,200}@[^\s/'"<>\\]*/.exec(text.slice(end, end + 400));
  return further && !further[0].includes('://') ? end + further[0].length : end;
}

function hideUsers(authority: string, isCut: boolean, hide: Hide): string {
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

function hideUser(text: string, hide: Hide): string {
  const at = text.lastIndexOf('@');
  const colon = text.indexOf(':');
  if (at === -1 || colon === -1 || colon > at) return text;
  return `${text.slice(0, colon + 1)}${hide(text.slice(colon + 1, at))}${text.slice(at)}`;
}

/** `nova:secr` at the very end of a text that was shortened. */
function hideCutUser(text: string, hide: Hide): string {
  const colon = text.indexOf(':');
  return colon === -1 ? text : text.slice(0, colon + 1) + hide(text.slice(colon + 1).replace(/…$/, ''));
}

function endOfEncoded(text: string, start: number): number {
  const match = /^[^\s'"<>&]*/.exec(text.slice(start, start + 2000));
  return start + (match?.[0].length ?? 0);
}

function hideEncoded(text: string, hide: Hide): string {
  return text.replace(/^([^%:@]*%3a)(.+?)(?=%40)/i, (_, user: string, secret: string) => user + hide(secret));
}

/** `mysql+pymysql:/nova:secret@db`: a slash is missing, which is why SQLAlchemy prints the whole address. */
export function redactBrokenUrls(text: string, hide: Hide): string {
  return text.replace(
    /\b((?:mysql|mariadb|postgresql|rabbit|amqp|kombu|redis)[a-z0-9+]{0,20}:(?:\\?\/)?)(?!\\?\/)([^\s:@/'"\\]{0,80}:)([^\s'"]{1,200})(?=@[\w[])/gi,
    (_, scheme: string, user: string, secret: string) => scheme + user + hide(secret),
  );
}

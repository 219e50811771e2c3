/** A path as a URI reference, as SARIF wants it: relative paths stay relative, whatever characters they have; `-` is standard input. */
export function uriOfPath(path: string): string {
  if (path === '-') return 'stdin';
  const slashes = path.replaceAll('\\', '/');
  const encoded = slashes.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(slashes)) return `file:///${slashes[0]}:${encoded.slice(encoded.indexOf('/'))}`;
  if (slashes.startsWith('//')) return `file:${encoded}`;
  return slashes.startsWith('/') ? `file://${encoded}` : encoded;
}

import { readRotatedName, withoutCompression } from './rotation.ts';

/** Folders that hold no logs. */
export const passedFolders: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.tox',
  '.venv',
  '__pycache__',
  'node_modules',
  'site-packages',
]);

const logEnding = /\.log$/i;
const logName = /^(?:messages|syslog|daemon|maillog|secure|haproxy_latest)$|(?:^|[-_.])logs?$|_log$/i;
const archiveName = /\.(?:tar|tgz|txz|tzst|tar\.(?:gz|xz|zst))$/i;
const otherEnding =
  /\.(?:conf|cnf|cfg|ini|ya?ml|toml|xml|html?|css|js|mjs|ts|py|pyc|sh|rb|go|md|rst|j2|sql|service|repo|rpm|deb|pem|crt|key|pid|sock|lock|pcap|svg|png|jpe?g|gif|pdf|csv|tsv|sha\d*|md5|asc)$/i;

/** What the name of a file in a folder says: a log, an archive that may hold logs, surely something else, or nothing. */
export function kindByName(name: string): 'log' | 'archive' | 'other' | 'unknown' {
  if (archiveName.test(name)) return 'archive';
  const plain = withoutCompression(name);
  const base = readRotatedName(plain)?.base ?? plain;
  for (const candidate of [plain, base]) {
    if (logEnding.test(candidate) || logName.test(candidate)) return 'log';
  }
  return otherEnding.test(base) || otherEnding.test(plain) ? 'other' : 'unknown';
}

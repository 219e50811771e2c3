import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readWholeFileNow } from '../files/whole-file.ts';

/** A list of packages is far shorter. */
const mostBytes = 1024 * 1024;

/** What the project around a file of Python requires tells the version of SQLAlchemy: the text of the nearest such file above it. */
export function requirementsNear(path: string): string | undefined {
  let folder = dirname(path);
  for (;;) {
    const found = ['requirements.txt', 'pyproject.toml'].map(name => join(folder, name)).find(existsSync);
    if (found !== undefined) return readText(found);
    const parent = dirname(folder);
    // The project ends where its repository does.
    if (parent === folder || existsSync(join(folder, '.git'))) return undefined;
    folder = parent;
  }
}

/** A file that cannot be read tells nothing. */
function readText(path: string): string | undefined {
  try {
    return readWholeFileNow(path, mostBytes).toString('utf8');
  } catch {
    return undefined;
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

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
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

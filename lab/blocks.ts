import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts by their names, as they lie in a file of `knowledge/lab`: `=== NAME`, and then what real programs printed. */
export type Blocks = ReadonlyMap<string, string>;

export function readBlocks(path: string): Blocks {
  const parts = readFileSync(path, 'utf8').split(/^=== /m).slice(1);
  return new Map(
    parts.map(part => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)] as const;
    }),
  );
}

/** Everything that the lab reads from the project. */
export interface LabKnowledge {
  readonly logLines: Blocks;
  readonly replies: Blocks;
  /** Configuration files of the simulated cluster, by their paths below `etc`. */
  readonly etc: (path: string) => string;
}

/** @param folder `knowledge` of the project. */
export function readLabKnowledge(folder: string): LabKnowledge {
  const etc = new Map<string, string>();
  return {
    logLines: new Map([
      ...readBlocks(join(folder, 'lab/log-lines.txt')),
      ...readBlocks(join(folder, 'lab/log-lines-zed.txt')),
    ]),
    replies: readBlocks(join(folder, 'lab/replies.txt')),
    etc(path) {
      const known = etc.get(path) ?? readFileSync(join(folder, 'lab/etc', path), 'utf8');
      etc.set(path, known);
      return known;
    },
  };
}

/**
 * Fills in `{name}` in a block, which may be named after a release (`zed/api-start`): where there is none of that release,
 * that of any release counts, at last that of the later one. Braces around other words stay as they are. @throws when there is no such block.
 */
export function fillBlock(blocks: Blocks, name: string, values: Readonly<Record<string, string | number>>): string {
  const plain = name.split('/').at(-1) ?? '';
  const text = blocks.get(name) ?? blocks.get(plain) ?? blocks.get(`zed/${plain}`);
  if (text === undefined) throw new Error(`knowledge/lab has no block ${name}.`);
  return text.replace(/\{([a-zA-Z]\w*)(\+\d+)?\}/g, (whole, key: string, more: string | undefined) => {
    const value = values[key];
    if (value === undefined) return whole;
    return more === undefined ? String(value) : String(Number(value) + Number(more));
  });
}

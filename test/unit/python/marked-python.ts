import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigFinding } from '../../../core/config/finding.ts';
import type { PythonLintOptions } from '../../../core/python/lint.ts';
import type { SqlAlchemyVersion } from '../../../core/python/version.ts';

/** A Python file whose comments say what is to be found: `#   ^^^ PY001 error` below the line that it is about. */
export interface MarkedPython {
  readonly name: string;
  readonly path: string;
  /** Without the markers. */
  readonly text: string;
  /** `4:8-12 PY001 error`: line from 1, columns from 0. */
  readonly expected: readonly string[];
  /** From the comments at the start: `# sqlalchemy: 1.4`, `# proxies: 10.77.0.10`, `# on: PY041`. */
  readonly options: PythonLintOptions;
}

const folder = join(import.meta.dirname, '../../fixtures/python');
const marker = /^#\s*(\^+) (PY\d{3}) (\w+)$/;

export function readMarkedPython(kind: 'fires' | 'quiet' | 'real-style'): MarkedPython[] {
  return readdirSync(join(folder, kind))
    .filter(name => name.endsWith('.py'))
    .map(name => markedPython(`${kind}/${name}`, readFileSync(join(folder, kind, name), 'utf8')));
}

function markedPython(path: string, written: string): MarkedPython {
  const lines: string[] = [];
  const expected: string[] = [];
  for (const line of written.split('\n')) {
    const match = marker.exec(line);
    if (match === null) lines.push(line);
    else {
      const start = line.indexOf('^');
      expected.push(`${lines.length}:${start}-${start + match[1]!.length} ${match[2]} ${match[3]}`);
    }
  }
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.py$/, '');
  return { name, path, text: lines.join('\n'), expected, options: optionsOf(lines.slice(0, 5).join('\n')) };
}

function optionsOf(head: string): PythonLintOptions {
  const word = (key: string) => new RegExp(`^# ${key}: (.*)$`, 'm').exec(head)?.[1];
  const version = word('sqlalchemy');
  const proxies = word('proxies')?.split(' ');
  const on = word('on')?.split(' ');
  return {
    ...(version === undefined ? {} : { sqlalchemy: version as SqlAlchemyVersion }),
    ...(proxies === undefined ? {} : { proxyHosts: proxies }),
    ...(on === undefined ? {} : { severities: Object.fromEntries(on.map(id => [id, 'info' as const])) }),
  };
}

/** Findings as the markers write them. What goes over several lines ends with its first one. */
export function asMarked(text: string, findings: readonly ConfigFinding[]): string[] {
  return findings.map(({ place, rule, severity }) => {
    const before = text.slice(0, place.range.start);
    const line = before.split('\n').length;
    const start = place.range.start - (before.lastIndexOf('\n') + 1);
    const length = text.slice(place.range.start, place.range.end).split('\n')[0]!.length;
    return `${line}:${start}-${start + length} ${rule} ${severity}`;
  });
}

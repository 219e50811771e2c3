import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  isCallExpression,
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
  isTemplateExpression,
  type Node,
  type SourceFile,
} from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';

/** A source file as the TypeScript compiler reads it. */
export interface Source {
  /** Below the project folder, with slashes. */
  readonly path: string;
  /** What it imports or exports from, types and `import()` too: as written, for example `../log/entry.ts`. */
  readonly imports: readonly string[];
  /** The text of every string without values in it. */
  readonly strings: readonly string[];
  readonly calls: readonly Call[];
}

export interface Call {
  /** As written, for example `vscode.commands.registerCommand`. */
  readonly callee: string;
  /** The arguments; undefined for those that are no string, or a string with values in it. */
  readonly strings: readonly (string | undefined)[];
  /** Whether the first argument is put together at this place, for example by `+` or from a template with values. */
  readonly firstIsComposed: boolean;
  readonly line: number;
}

export const projectFolder = join(import.meta.dirname, '../..');

/** The folders of the project that hold TypeScript: those with a `tsconfig.json`. */
export const codeFolders = readdirSync(projectFolder).filter(
  name => name !== 'node_modules' && existsSync(join(projectFolder, name, 'tsconfig.json')),
);

/**
 * Reads source files with the TypeScript compiler, so that no comment, string or regular expression is taken for code.
 * @param base folder that the paths of the result are relative to.
 * @param folders folders below it, each with a `tsconfig.json`.
 */
export function readSources(base: string, folders: readonly string[]): Source[] {
  const compiler = new API({ cwd: base });
  try {
    const projects = compiler
      .updateSnapshot({ openProjects: folders.map(folder => join(base, folder, 'tsconfig.json')) })
      .getProjects();
    return projects.flatMap(project =>
      project.rootFiles.map(file => readSource(project.program.getSourceFile(file)!, relative(base, file))),
    );
  } finally {
    compiler.close();
  }
}

function readSource(file: SourceFile, path: string): Source {
  const strings: string[] = [];
  const calls: Call[] = [];
  const visit = (node: Node): void => {
    const text = textOfString(node);
    if (text !== undefined) strings.push(text);
    if (isCallExpression(node)) {
      calls.push({
        callee: node.expression.getText(file).replace(/\s+|\?(?=\.)/g, ''),
        strings: node.arguments.map(textOfString),
        firstIsComposed: node.arguments[0] !== undefined && isComposed(node.arguments[0]),
        line: file.text.slice(0, node.getStart(file)).split('\n').length,
      });
    }
    node.forEachChild(visit);
  };
  visit(file);
  return {
    path: path.replaceAll('\\', '/'),
    imports: file.imports.map(node => textOfString(node) ?? ''),
    strings,
    calls,
  };
}

function textOfString(node: Node): string | undefined {
  return isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node) ? node.text : undefined;
}

/** Whether an expression that is no string itself has one in it: parts of a text that no translator would see whole. */
function isComposed(node: Node): boolean {
  if (textOfString(node) !== undefined) return false;
  let found = false;
  const visit = (part: Node): void => {
    if (isTemplateExpression(part) || textOfString(part) !== undefined) found = true;
    else part.forEachChild(visit);
  };
  visit(node);
  return found;
}

/** The sources of the whole project; read once for all meta tests. */
export const sources: readonly Source[] = readSources(projectFolder, codeFolders);

/** The sources of the product itself. */
export const productSources = sources.filter(({ path }) => !/^(?:test|scripts)\/|^esbuild/.test(path));

/** Every call in the product, with the file in which it is. */
export const productCalls = productSources.flatMap(({ path, calls }) => calls.map(call => ({ path, ...call })));

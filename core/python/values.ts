import type { TextRange } from '../config/finding.ts';
import type { PythonModule, Scope } from './module.ts';
import { fullName, isSqlAlchemy, onlyValue } from './names.ts';
import { argumentsOf, callParts, childrenOf, rangeOf, type SyntaxNode } from './syntax.ts';

/** What an expression is worth, as far as its text tells. */
export type Value =
  /** Parts that are not known (a password that is put in) are `unknownPart`. */
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'boolean'; readonly boolean: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'mapping'; readonly entries: readonly Entry[]; readonly isWhole: boolean }
  /** A name that is imported: `sqlalchemy.pool.NullPool`. */
  | { readonly kind: 'name'; readonly name: string }
  /** A text from the environment, whatever it is. */
  | { readonly kind: 'environment' }
  | { readonly kind: 'unknown' };

/** An entry of a dict, or a keyword argument. */
export interface Entry {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly value: Value;
  readonly valueRange: TextRange;
  /** Of the whole `name=value` or `'name': value`. */
  readonly range: TextRange;
  readonly isKeyword: boolean;
}

/** Stands in texts for what is not known. */
export const unknownPart = '\0';

const unknown: Value = { kind: 'unknown' };
const deepest = 24;

/** What an expression is worth. It never guesses: what is not wholly literal is unknown. */
export function evaluate(module: PythonModule, node: SyntaxNode | undefined, scope: Scope, depth = 0): Value {
  if (node === undefined || depth > deepest) return unknown;
  const written = module.text.slice(node.from, node.to);
  const inner = (child: SyntaxNode | null | undefined) => evaluate(module, child ?? undefined, scope, depth + 1);
  switch (node.name) {
    case 'Number':
      return numberOf(written);
    case 'Boolean':
      return { kind: 'boolean', boolean: written === 'True' };
    case 'None':
      return { kind: 'none' };
    case 'String':
      return stringOf(written);
    case 'FormatString':
      return formatStringOf(module, node);
    case 'ContinuedString':
      return concatenated(childrenOf(node).map(inner));
    case 'ParenthesizedExpression': {
      const inside = childrenOf(node).filter(child => child.name !== '(' && child.name !== ')');
      return inside.length === 1 ? inner(inside[0]) : unknown;
    }
    case 'UnaryExpression':
      return unary(module.text.slice(node.firstChild!.from, node.firstChild!.to), inner(node.lastChild));
    case 'BinaryExpression':
      return binaryOf(module, node, inner);
    case 'DictionaryExpression':
      return dictionaryOf(module, node, scope, depth);
    case 'VariableName':
    case 'MemberExpression':
      return nameOf(module, node, scope, depth);
    case 'CallExpression':
      return callOf(module, node, scope, depth);
    default:
      return unknown;
  }
}

function numberOf(written: string): Value {
  const number = Number(written.replaceAll('_', ''));
  return Number.isNaN(number) ? unknown : { kind: 'number', number };
}

function stringOf(written: string): Value {
  const match = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)\2$/.exec(written);
  if (match === null || /b/i.test(match[1]!)) return unknown;
  const inside = match[3]!;
  const text = /r/i.test(match[1]!)
    ? inside
    : inside.replace(/\\([\s\S])/g, (whole, next) => ('\'"\\'.includes(next) ? next : whole));
  return { kind: 'string', text };
}

function formatStringOf(module: PythonModule, node: SyntaxNode): Value {
  let text = '';
  let done = node.from;
  for (const part of node.getChildren('FormatReplacement')) {
    text += module.text.slice(done, part.from) + unknownPart;
    done = part.to;
  }
  text += module.text.slice(done, node.to);
  return { kind: 'string', text: text.replace(/^[a-zA-Z]*(?:'''|"""|'|")/, '').replace(/(?:'''|"""|'|")$/, '') };
}

function concatenated(parts: readonly Value[]): Value {
  if (parts.some(part => part.kind !== 'string')) return unknown;
  return { kind: 'string', text: parts.map(part => (part.kind === 'string' ? part.text : '')).join('') };
}

function unary(operator: string, operand: Value): Value {
  if (operator === 'not' && operand.kind === 'boolean') return { kind: 'boolean', boolean: !operand.boolean };
  if (operand.kind !== 'number') return unknown;
  if (operator === '-') return { kind: 'number', number: -operand.number };
  return operator === '+' ? operand : unknown;
}

function binaryOf(module: PythonModule, node: SyntaxNode, inner: (child: SyntaxNode | null) => Value): Value {
  const operatorNode = node.getChild('ArithOp');
  if (operatorNode === null) return unknown;
  const operator = module.text.slice(operatorNode.from, operatorNode.to);
  const left = inner(node.firstChild);
  const right = inner(node.lastChild);
  if (left.kind === 'string' && operator === '%')
    return { kind: 'string', text: withoutPlaceholders(left.text, 'percent') };
  if (operator === '+' && (left.kind === 'string' || right.kind === 'string')) {
    const textOf = (value: Value) => (value.kind === 'string' ? value.text : unknownPart);
    return { kind: 'string', text: textOf(left) + textOf(right) };
  }
  if (left.kind !== 'number' || right.kind !== 'number') return unknown;
  const number = calculate(left.number, operator, right.number);
  return number === undefined || !Number.isFinite(number) ? unknown : { kind: 'number', number };
}

function calculate(left: number, operator: string, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '//':
      return Math.floor(left / right);
    case '**':
      return left ** right;
    default:
      return undefined;
  }
}

function withoutPlaceholders(text: string, style: 'percent' | 'braces'): string {
  const placeholder = style === 'percent' ? /%(?:\([^)]*\))?[-#0 +]*\d*(?:\.\d+)?[sdrifx]/g : /\{[^{}]*\}/g;
  return text.replace(placeholder, unknownPart);
}

function dictionaryOf(module: PythonModule, node: SyntaxNode, scope: Scope, depth: number): Value {
  const parts: SyntaxNode[][] = [[]];
  for (const child of childrenOf(node)) {
    if (child.name === ',') parts.push([]);
    else if (child.name !== '{' && child.name !== '}') parts.at(-1)!.push(child);
  }
  const entries: Entry[] = [];
  let isWhole = true;
  for (const part of parts.filter(part => part.length > 0)) {
    const [first, second, third] = part;
    const value = evaluate(module, first?.name === '**' ? second : third, scope, depth + 1);
    if (first?.name === '**') {
      if (value.kind === 'mapping') entries.push(...value.entries);
      isWhole &&= value.kind === 'mapping' && value.isWhole;
      continue;
    }
    const name = evaluate(module, first, scope, depth + 1);
    if (name.kind !== 'string' || name.text.includes(unknownPart) || third === undefined) {
      isWhole = false;
      continue;
    }
    const range = { start: first!.from, end: third.to };
    entries.push({
      name: name.text,
      nameRange: rangeOf(first!),
      value,
      valueRange: rangeOf(third),
      range,
      isKeyword: false,
    });
  }
  return { kind: 'mapping', entries, isWhole };
}

function nameOf(module: PythonModule, node: SyntaxNode, scope: Scope, depth: number): Value {
  const name = fullName(module, node, scope);
  if (name !== undefined) return { kind: 'name', name };
  if (node.name !== 'VariableName') {
    const base = node.firstChild === null ? undefined : fullName(module, node.firstChild, scope);
    return base === 'os.environ' ? { kind: 'environment' } : unknown;
  }
  const only = onlyValue(module, module.text.slice(node.from, node.to), scope);
  return only === undefined ? unknown : evaluate(module, only.value, only.scope, depth + 1);
}

const environmentReaders = new Set(['os.getenv', 'os.environ.get', 'os.environ.setdefault']);
const urlReaders = ['make_url', 'create'];

function callOf(module: PythonModule, node: SyntaxNode, scope: Scope, depth: number): Value {
  const parts = callParts(node);
  if (parts === undefined) return unknown;
  const { callee, list } = parts;
  const name = fullName(module, callee, scope);
  const written = module.text.slice(callee.from, callee.to);
  const given = argumentsOf(list);
  const first = () => evaluate(module, given[0]?.value, scope, depth + 1);
  if (name !== undefined && environmentReaders.has(name)) return { kind: 'environment' };
  if (written === 'dict' && name === undefined) return keywordsOf(module, list, scope, depth);
  if ((written === 'int' || written === 'float') && given.length === 1) {
    const value = first();
    return value.kind === 'string' ? numberOf(value.text) : value.kind === 'number' ? value : unknown;
  }
  if (urlReaders.some(reader => isSqlAlchemy(name, reader)) || isSqlAlchemy(name, 'URL'))
    return urlOf(module, given, scope, depth);
  if (callee.name === 'MemberExpression' && callee.lastChild !== null && callee.firstChild !== null) {
    const method = module.text.slice(callee.lastChild.from, callee.lastChild.to);
    if (method !== 'format') return unknown;
    const value = evaluate(module, callee.firstChild, scope, depth + 1);
    return value.kind === 'string' ? { kind: 'string', text: withoutPlaceholders(value.text, 'braces') } : unknown;
  }
  return unknown;
}

/** `dict(a=1, **more)`, and the keyword arguments of any call. */
export function keywordsOf(
  module: PythonModule,
  list: SyntaxNode,
  scope: Scope,
  depth = 0,
): Value & { kind: 'mapping' } {
  const entries: Entry[] = [];
  let isWhole = true;
  for (const argument of argumentsOf(list)) {
    const value = evaluate(module, argument.value, scope, depth + 1);
    if (argument.kind === 'keyword' && argument.name !== undefined) {
      const name = module.text.slice(argument.name.from, argument.name.to);
      const valueRange = argument.value === undefined ? argument.range : rangeOf(argument.value);
      entries.push({
        name,
        nameRange: rangeOf(argument.name),
        value,
        valueRange,
        range: argument.range,
        isKeyword: true,
      });
    } else if (argument.kind === 'mapping' || (depth > 0 && argument.kind === 'positional')) {
      if (value.kind === 'mapping') entries.push(...value.entries);
      isWhole &&= value.kind === 'mapping' && value.isWhole;
    } else if (argument.kind === 'list') {
      isWhole = false;
    }
  }
  return { kind: 'mapping', entries, isWhole };
}

/** `URL.create('mysql+pymysql', host='db', port=3306)` as the text that it stands for. */
function urlOf(module: PythonModule, given: ReturnType<typeof argumentsOf>, scope: Scope, depth: number): Value {
  const values = new Map<string, Value>();
  const order = ['drivername', 'username', 'password', 'host', 'port', 'database', 'query'];
  given.forEach((argument, index) => {
    const key = argument.name === undefined ? order[index] : module.text.slice(argument.name.from, argument.name.to);
    if (key !== undefined && argument.kind !== 'mapping')
      values.set(key, evaluate(module, argument.value, scope, depth + 1));
  });
  const driver = values.get('drivername') ?? values.get('name_or_url');
  if (driver?.kind !== 'string') return unknown;
  if (driver.text.includes(':')) return driver;
  const part = (key: string) => {
    const value = values.get(key);
    if (value === undefined) return '';
    return value.kind === 'string' ? value.text : value.kind === 'number' ? String(value.number) : unknownPart;
  };
  const user = values.has('username') ? `${unknownPart}@` : '';
  const port = values.has('port') ? `:${part('port')}` : '';
  const query = values.has('query') ? `?${unknownPart}` : '';
  return { kind: 'string', text: `${driver.text}://${user}${part('host')}${port}/${part('database')}${query}` };
}

import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';

/** Where the parts of a runbook file are, as far as its text can be understood: for editors, while it is being written. */
export interface RunbookStructure {
  readonly parameters: readonly NamedPart[];
  readonly steps: readonly StepPart[];
}

/** Offsets are UTF-16 units from 0. */
export interface NamedPart {
  readonly name: string;
  /** Its type, and its description. */
  readonly detail: string;
  readonly description: string;
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
}

export interface StepPart extends NamedPart {
  readonly title: string;
}

/** Finds parameters and steps. It never throws; of a text that is no YAML it gives what there is, or nothing. */
export function runbookStructure(text: string): RunbookStructure {
  const nothing = { parameters: [], steps: [] };
  try {
    const root = parseDocument(text, { logLevel: 'silent' }).contents;
    if (!isMap(root)) return nothing;
    const parameters = nodeOf(root, 'parameters');
    const steps = nodeOf(root, 'steps');
    return {
      parameters: isMap(parameters) ? (parameters.items as Pair<Node, Node | null>[]).flatMap(parameterPart) : [],
      steps: isSeq(steps) ? (steps.items as Node[]).flatMap(stepPart) : [],
    };
  } catch {
    // The parser of YAML goes as deep as the text does.
    return nothing;
  }
}

function nodeOf(node: unknown, key: string): Node | undefined {
  if (!isMap(node)) return undefined;
  const pair = (node.items as Pair<Node, Node | null>[]).find(each => isScalar(each.key) && each.key.value === key);
  return pair?.value ?? undefined;
}

function textOf(node: unknown, key: string): string {
  const value = nodeOf(node, key);
  return isScalar(value) && value.value !== null ? String(value.value) : '';
}

function parameterPart({ key, value }: Pair<Node, Node | null>): NamedPart[] {
  if (!isScalar(key) || !key.range) return [];
  const [start, end] = key.range;
  const last = value?.range?.[1] ?? end;
  const initial = textOf(value, 'default');
  const detail = [textOf(value, 'type'), ...(initial === '' ? [] : [initial])].join(', ');
  const description = textOf(value, 'description');
  return [{ name: String(key.value), detail, description, start, end: last, nameStart: start, nameEnd: end }];
}

function stepPart(node: Node): StepPart[] {
  const id = nodeOf(node, 'id');
  if (!isScalar(id) || !id.range || !node.range) return [];
  const place = textOf(node, 'on');
  const detail = [textOf(node, 'effect'), place].filter(text => text !== '').join(', ');
  const [nameStart, nameEnd] = id.range;
  const [start, end] = node.range;
  const description = textOf(node, 'description');
  return [
    { name: String(id.value), title: textOf(node, 'title'), detail, description, start, end, nameStart, nameEnd },
  ];
}

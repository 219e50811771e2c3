import type { EngineCall } from '../engine-calls.ts';
import type { PythonFile, PythonRule } from '../rule.ts';
import { functionNames, type SyntaxNode } from '../syntax.ts';

const routeDecorator =
  /@\s*(?:\w+\.)*\w*(?:app|router|api|bp|blueprint|routes?|view)\w*\.(?:route|get|post|put|patch|delete|head|websocket)\s*\(/i;
const requestParameters = ['request', 'req'];

/** Why an engine is made again and again: in a loop, or for each request. */
function repetitionOf(file: PythonFile, call: EngineCall): 'loop' | 'request' | undefined {
  for (let node = call.node.parent; node !== null; node = node.parent) {
    if ((node.name === 'ForStatement' || node.name === 'WhileStatement') && isInBody(node, call.node)) {
      return isDropped(file, call) ? 'loop' : undefined;
    }
    if (functionNames.includes(node.name)) break;
  }
  const owner = call.scope.node;
  if (call.scope.kind !== 'function' || owner?.name !== 'FunctionDefinition') return undefined;
  const decorated = owner.parent?.name === 'DecoratedStatement' ? file.text.slice(owner.parent.from, owner.from) : '';
  const isHandler =
    requestParameters.some(name => call.scope.bindings.get(name)?.[0]?.kind === 'parameter') ||
    routeDecorator.test(decorated);
  return isHandler && isDropped(file, call) ? 'request' : undefined;
}

function isInBody(loop: SyntaxNode, node: SyntaxNode): boolean {
  return loop.getChildren('Body').some(body => body.from <= node.from && node.to <= body.to);
}

/** Whether the engine is only used here: it is not stored, returned or handed on, and not disposed of. */
function isDropped(file: PythonFile, call: EngineCall): boolean {
  const parent = call.node.parent;
  const owner = call.scope.node;
  const around = owner === undefined ? file.text : file.text.slice(owner.from, owner.to);
  if (/\.dispose\(/.test(around) || /\bglobal\b|\bnonlocal\b/.test(around)) return false;
  if (parent?.name === 'MemberExpression') return true;
  if (parent?.name !== 'AssignStatement' || parent.firstChild?.name !== 'VariableName') return false;
  const name = file.text.slice(parent.firstChild.from, parent.firstChild.to);
  const isKept = new RegExp(`(?:return|yield)\\s+${name}\\b(?!\\.)|=\\s*${name}\\s*$|append\\(\\s*${name}\\b`, 'm');
  return !isKept.test(file.text.slice(call.node.to, owner?.to ?? file.text.length));
}

export const py028: PythonRule = {
  id: 'PY028',
  severity: 'warning',
  title: l10n => l10n.t('An engine is made again and again'),
  why: l10n =>
    l10n.t('Each engine has a pool of its own, whose connections stay open: in the end the server refuses all (1040).'),
  remedy: l10n => l10n.t('Make one engine per process, in the module or at the start of the application.'),
  source: 'SQLAlchemy documentation, Engine Configuration; FAQ, Connections / Engines',
  *check(file, l10n) {
    for (const call of file.engines) {
      if (call.node.name !== 'CallExpression' || !/engine/.test(call.functionName)) continue;
      const repetition = repetitionOf(file, call);
      if (repetition === undefined) continue;
      const message =
        repetition === 'loop'
          ? l10n.t('Each round of the loop makes an engine with a pool of its own, whose connections stay open.')
          : l10n.t('Each request makes an engine with a pool of its own, whose connections stay open.');
      yield { range: call.place, message };
    }
  },
};

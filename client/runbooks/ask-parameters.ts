import * as vscode from 'vscode';
import type { Parameter, ParameterValues, Runbook } from '../../core/runbook/runbook.ts';
import type { RunEngine } from './run-engine.ts';

type Item = vscode.QuickPickItem & { readonly parameter?: Parameter };

/**
 * Asks for the values of a runbook's parameters: all of them in one list with what they would be, so that one key accepts the defaults.
 * @param given values that are known already, as from a link.
 * @returns all values, which have been checked; undefined when the list was closed.
 */
export async function askParameters(
  engine: RunEngine,
  runbook: Runbook,
  given: ParameterValues = {},
): Promise<ParameterValues | undefined> {
  let values = given;
  if (runbook.parameters.length === 0) return values;
  for (;;) {
    const checked = await engine.parameters(runbook, values);
    const missing = runbook.parameters.find(parameter => checked.problems.has(parameter.name));
    const chosen = missing ?? (await pickParameter(runbook, checked.values));
    if (chosen === undefined) return undefined;
    if (chosen === 'all') return checked.values;
    const value = await askValue(engine, runbook, chosen, values);
    // Without a value that must be given there is nothing to plan.
    if (value === undefined && missing !== undefined) return undefined;
    if (value !== undefined) values = { ...values, [chosen.name]: value };
  }
}

async function pickParameter(runbook: Runbook, values: ParameterValues): Promise<Parameter | 'all' | undefined> {
  const go: Item = {
    label: `$(list-ordered) ${vscode.l10n.t('Show the plan with these values')}`,
    description: vscode.l10n.t('nothing is changed yet'),
  };
  const items = runbook.parameters.map(
    (parameter): Item => ({
      label: `$(edit) ${parameter.name}: ${values[parameter.name] ?? ''}`,
      ...(values[parameter.name] === parameter.default ? { description: vscode.l10n.t('default') } : {}),
      detail: parameter.description,
      parameter,
    }),
  );
  const title = runbook.title;
  const picked = await vscode.window.showQuickPick([go, ...items], {
    title,
    placeHolder: vscode.l10n.t('Go on, or choose a value to change it'),
    ignoreFocusOut: true,
  });
  return picked && (picked.parameter ?? 'all');
}

async function askValue(
  engine: RunEngine,
  runbook: Runbook,
  parameter: Parameter,
  values: ParameterValues,
): Promise<string | undefined> {
  const { name, type, choices, description } = parameter;
  const title = `${runbook.title}: ${name}`;
  const options = type === 'boolean' ? ['true', 'false'] : type === 'choice' ? choices : [];
  if (options.length > 0) {
    return vscode.window.showQuickPick([...options], { title, placeHolder: description, ignoreFocusOut: true });
  }
  const bounds = [
    parameter.minimum === undefined ? '' : vscode.l10n.t('at least {0}', parameter.minimum),
    parameter.maximum === undefined ? '' : vscode.l10n.t('at most {0}', parameter.maximum),
  ].filter(text => text !== '');
  return vscode.window.showInputBox({
    title,
    prompt: [description, ...bounds].filter(text => text !== '').join(' · '),
    value: values[name] ?? parameter.default ?? '',
    ignoreFocusOut: true,
    validateInput: async value => {
      const { problems } = await engine.parameters(runbook, { ...values, [name]: value });
      return problems.get(name);
    },
  });
}

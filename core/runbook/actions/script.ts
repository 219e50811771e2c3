import { outcomeOfProgram } from '../../cluster/actions/outcome.ts';
import { parseDuration } from '../duration.ts';
import { variableOf } from '../parameters.ts';
import type { ActionCall, ParameterValues } from '../runbook.ts';
import {
  type ActionContext,
  type ActionKind,
  type ActionPlan,
  listOf,
  plannedCommand,
  planOf,
  refused,
  textOf,
} from './action.ts';

const usualSeconds = 120;

/** A script of a team. Parameters are variables of it, and never part of its text. */
export const scriptAction: ActionKind = {
  name: 'script',
  effect: undefined,
  describe: l10n => l10n.t('Runs a script with /bin/sh. Parameters are its variables, such as MAX_AGE for max-age.'),
  keys: [
    { name: 'script', type: 'text', isRequired: true, takesReferences: false, describe: l10n => l10n.t('Its text.') },
    { name: 'sudo', type: 'boolean', describe: l10n => l10n.t('Whether it runs as root.') },
  ],
  plan: async (call, context) => {
    const script = textOf(call, 'script');
    return everywhere(call, context, {
      script,
      parameters: variables({ ...context.parameters, run: context.run }, script),
    });
  },
};

/** A program with fixed arguments. */
export const programAction: ActionKind = {
  name: 'program',
  effect: undefined,
  describe: l10n => l10n.t('Runs a program with its arguments, without a shell between them.'),
  keys: [
    {
      name: 'program',
      type: 'text',
      isRequired: true,
      takesReferences: false,
      describe: l10n => l10n.t('Its name or path.'),
    },
    { name: 'args', type: 'list', describe: l10n => l10n.t('Its arguments, each as one word.') },
    { name: 'sudo', type: 'boolean', describe: l10n => l10n.t('Whether it runs as root.') },
  ],
  plan: async (call, context) =>
    everywhere(call, context, { program: textOf(call, 'program'), args: listOf(call, 'args') }),
};

/** The parameters that a script speaks of. */
function variables(parameters: ParameterValues, script: string): Record<string, string> {
  const named = Object.entries(parameters).map(([name, value]) => [variableOf(name), value] as const);
  return Object.fromEntries(named.filter(([variable]) => new RegExp(`\\b${variable}\\b`).test(script)));
}

function everywhere(
  call: ActionCall,
  context: ActionContext,
  run: { script: string; parameters: Record<string, string> } | { program: string; args: readonly string[] },
): ActionPlan {
  const { controllers, effect, step, l10n } = context;
  if (controllers.length === 0) return refused(l10n.t('Commands run on controllers only.'));
  const milliseconds = call.timeout === undefined ? undefined : parseDuration(call.timeout);
  const command = {
    name: call.action,
    effect,
    asRoot: textOf(call, 'sudo') === 'true',
    run,
    timeoutSeconds: milliseconds === undefined ? usualSeconds : Math.ceil(milliseconds / 1000),
    read: outcomeOfProgram,
  };
  return planOf(controllers.map(controller => plannedCommand({ ...context, step }, controller, 1, command)));
}

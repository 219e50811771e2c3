import type { ServiceName } from '../cluster/service-names.ts';
import type { Translator } from '../text/l10n.ts';
import type { ActionCall, Check, Runbook } from './runbook.ts';

/** What can be done with a service of one controller. */
export type ServiceAction = 'start' | 'stop' | 'restart';

/** How long a service must stay as it was made: owners that bring it back do so within seconds. */
const lasting = '20s';
const longest = '90s';

/**
 * The runbook of one step that starts, stops or restarts a service on one controller: what a person does from the Controllers
 * view is planned, agreed to, verified and recorded as every other run.
 * @param controller its name in the workspace file.
 */
export function serviceRunbook(
  action: ServiceAction,
  service: ServiceName,
  controller: string,
  l10n: Translator,
): Runbook {
  const title = titleOf(action, service, controller, l10n);
  const backwards = action === 'start' ? 'stop' : action === 'stop' ? 'start' : undefined;
  const state = action === 'stop' ? 'stopped' : 'running';
  return {
    id: `service-${action}`,
    title,
    summary: '',
    when: [],
    parameters: [],
    path: '',
    isShipped: true,
    steps: [
      {
        id: action,
        title,
        description: '',
        on: controller,
        serial: 'one',
        effect: 'change',
        manual: undefined,
        require: [],
        preview: undefined,
        run: callOf(action, service),
        verify: [checkOf(service, state)],
        watch: undefined,
        wait: undefined,
        undo:
          backwards === undefined
            ? undefined
            : {
                manual: undefined,
                run: callOf(backwards, service),
                verify: [checkOf(service, backwards === 'stop' ? 'stopped' : 'running')],
              },
        line: 1,
      },
    ],
  };
}

function callOf(action: ServiceAction, service: ServiceName): ActionCall {
  return { action: 'service', arguments: { service: action, name: service }, timeout: undefined, line: 1 };
}

function checkOf(service: ServiceName, is: 'running' | 'stopped'): Check {
  return { probe: 'service', expectations: { name: service, is }, for: lasting, within: longest, line: 1 };
}

function titleOf(action: ServiceAction, service: ServiceName, controller: string, l10n: Translator): string {
  switch (action) {
    case 'start':
      return l10n.t('Start {0} on {1}', service, controller);
    case 'stop':
      return l10n.t('Stop {0} on {1}', service, controller);
    case 'restart':
      return l10n.t('Restart {0} on {1}', service, controller);
  }
}

import { haproxyServersCommand, haproxyStateCommand, isHaproxyName } from '../../cluster/actions/haproxy.ts';
import type { ContainerName } from '../../cluster/services.ts';
import { instanceOn, unreadText } from '../look.ts';
import { compilePattern } from '../parameters.ts';
import type { PlannedCommand } from '../plan.ts';
import { isReading } from '../reading.ts';
import { type ActionContext, type ActionKind, plannedCommand, refused, textOf } from './action.ts';

/** Names of nova-api's back ends: of kolla, TripleO, OpenStack-Ansible and those that people write by hand. */
export const usualBackends = '^nova[_-](?:api|osapi|compute_api|external)(?:[_-].*)?$';

/** Takes the servers of nova-api out of the load balancers, or back in, through the admin socket of each HAProxy. */
export const haproxyAction: ActionKind = {
  name: 'haproxy',
  effect: 'change',
  describe: l10n =>
    l10n.t(
      'Takes nova-api out of every HAProxy, or back in. While it is out, deletes and all other requests fail too.',
    ),
  keys: [
    {
      name: 'haproxy',
      type: 'text',
      isRequired: true,
      words: ['maintenance', 'ready'],
      takesReferences: false,
      describe: l10n => l10n.t('maintenance: no new requests; ready: back to work.'),
    },
    {
      name: 'backend',
      type: 'regex',
      describe: l10n =>
        l10n.t('Names of the back ends; those of nova-api where it is left out. Metadata is never among them.'),
    },
  ],
  plan: async (call, context) => {
    const { controllers, l10n } = context;
    const isClosing = textOf(call, 'haproxy') === 'maintenance';
    const matches = compilePattern(textOf(call, 'backend') || usualBackends);
    const commands: PlannedCommand[] = [];
    for (const controller of controllers) {
      const planned = await planOn(controller, isClosing, matches, context);
      if ('refusal' in planned) return refused(planned.refusal);
      commands.push(planned);
    }
    const notes = [
      l10n.t(
        'Every HAProxy that was found: {0}. One that this cluster’s file does not know stays as it is.',
        controllers.join(', '),
      ),
    ];
    if (isClosing)
      notes.push(l10n.t('While nova-api is out of the load balancers, deletes and all other requests fail too.'));
    return { commands, rows: [], columns: [], notes, refusal: undefined };
  },
};

async function planOn(
  controller: string,
  isClosing: boolean,
  matches: (name: string) => boolean,
  context: ActionContext,
): Promise<PlannedCommand | { readonly refusal: string }> {
  const { look, l10n, observer, signal } = context;
  const instance = instanceOn(await look.state(), controller, 'haproxy', l10n);
  if (!instance.found) return { refusal: instance.text };
  const { owner } = instance.found;
  const container: ContainerName | undefined = 'container' in owner ? owner.container : undefined;
  const all = await observer.run(controller, haproxyServersCommand(container), signal);
  if (!isReading(all))
    return { refusal: l10n.t('HAProxy on {0} cannot be asked: {1}', controller, unreadText(all, l10n)) };
  const servers = all.filter(({ backend }) => matches(backend) && !/meta/i.test(backend));
  if (servers.length === 0) {
    return {
      refusal: l10n.t('HAProxy on {0} has no back end of nova-api: name it, or close the entry by hand.', controller),
    };
  }
  const odd = servers.find(({ backend, server }) => !isHaproxyName(backend) || !isHaproxyName(server));
  if (odd) return { refusal: l10n.t('“{0}” is not a name that HAProxy admits.', `${odd.backend}/${odd.server}`) };
  const out = isClosing ? servers.filter(({ status }) => status.startsWith('MAINT')) : [];
  if (out.length > 0) {
    const names = out.map(({ backend, server }) => `${backend}/${server}`).join(', ');
    return {
      refusal: l10n.t(
        '{0} on {1} is in maintenance already: opening the entry again would bring it back. If a run that was left did this, take that run back first: nova-doctor runbook resume RUN --undo. Else close the entry by hand.',
        names,
        controller,
      ),
    };
  }
  const command = haproxyStateCommand(container, servers, isClosing ? 'maint' : 'ready');
  const back = haproxyStateCommand(container, servers, isClosing ? 'ready' : 'maint');
  return plannedCommand(context, controller, 1, command, {
    undo: [plannedCommand({ ...context, step: `${context.step}-undo` }, controller, 1, back)],
  });
}

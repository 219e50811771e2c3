import type { Change } from '../change.ts';
import { controllerNamed } from '../change.ts';
import { controllerOf } from '../host-scripts.ts';
import { failed, type Host, printed, type Reply } from '../reply.ts';
import { restartUnit, startUnit, stopUnit } from '../services.ts';
import type { LabController, LabService } from '../state.ts';

const transitions: Readonly<Record<string, (draft: Change, controller: LabController, service: LabService) => void>> = {
  start: startUnit,
  stop: stopUnit,
  restart: restartUnit,
};

/** systemctl, as far as the product changes something with it; it prints nothing where all goes well. */
export function systemctl(host: Host, args: readonly string[]): Reply {
  const [verb = '', ...rest] = args;
  const [unit = ''] = rest.filter(word => word !== '--');
  const transition = transitions[verb];
  if (!transition) return failed(1, `Unknown command verb ${verb}.\n`);
  if (!controllerOf(host).services.some(service => service.unit?.name === unit)) {
    const said = `Failed to ${verb} ${unit}: Unit ${unit} not ${verb === 'stop' ? 'loaded' : 'found'}.\n`;
    return failed(5, said);
  }
  host.world.apply(draft => {
    const controller = controllerNamed(draft.state, host.controller);
    const service = controller?.services.find(candidate => candidate.unit?.name === unit);
    if (controller && service) transition(draft, controller, service);
  });
  return printed('');
}

import { fillBlock } from '../blocks.ts';
import type { Change } from '../change.ts';
import { controllerNamed } from '../change.ts';
import { controllerOf } from '../host-scripts.ts';
import { failed, type Host, notFound, printed, type Reply } from '../reply.ts';
import { restartContainer, startContainer, stopContainer } from '../services.ts';
import type { LabController, LabService } from '../state.ts';
import { rabbitmqctl } from './rabbitmqctl.ts';

type Transition = (draft: Change, controller: LabController, service: LabService) => void;

const transitions: Readonly<Record<string, Transition>> = {
  start: startContainer,
  stop: stopContainer,
  restart: restartContainer,
};

/** docker, as far as the product calls it: it prints the name of what it has started or stopped. */
export function docker(host: Host, args: readonly string[]): Reply {
  const [verb = '', ...rest] = args;
  const transition = transitions[verb];
  if (transition) return move(host, transition, withoutTime(rest));
  if (verb === 'exec') return exec(host, rest);
  return failed(1, `docker: '${verb}' is not a docker command.\nSee 'docker --help'\n`);
}

/** The names alone: `-t 10`, `--time 10`, `--time=10` and the like say how long a process may take to end, and `--` ends the options. */
function withoutTime(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words;
  if (first === '--') return rest;
  if (/^(?:-t|--time|--timeout)$/.test(first)) return withoutTime(rest.slice(1));
  return /^--time(?:out)?=/.test(first) ? withoutTime(rest) : words;
}

function move(host: Host, transition: Transition, names: readonly string[]): Reply {
  let output = '';
  let error = '';
  for (const name of names) {
    if (!controllerOf(host).services.some(service => service.name === name)) {
      error += fillBlock(host.world.knowledge.replies, 'container-missing', { name });
      continue;
    }
    host.world.apply(draft => {
      const controller = controllerNamed(draft.state, host.controller);
      const service = controller?.services.find(candidate => candidate.name === name);
      if (controller && service) transition(draft, controller, service);
    });
    output += `${name}\n`;
  }
  return error === '' ? printed(output) : failed(1, error, output);
}

function exec(host: Host, args: readonly string[]): Reply {
  const [name = '', program = '', ...rest] = args.filter((word, index) => !(index < 3 && /^-(?:i|t|it)$/.test(word)));
  const { replies } = host.world.knowledge;
  const service = controllerOf(host).services.find(candidate => candidate.name === name);
  if (!service) return failed(1, fillBlock(replies, 'container-missing', { name }));
  if (!service.isRunning) return failed(1, fillBlock(replies, 'container-stopped', { container: service.container }));
  if (program === 'rabbitmqctl' && service.service === 'rabbitmq') return rabbitmqctl(host, rest);
  return notFound(program);
}

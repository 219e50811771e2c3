import type { Translator } from '../text/l10n.ts';
import type { ControllerDetails } from './details.ts';
import { isProbeFailure } from './probe.ts';
import { type EndpointState, isAnswering } from './probes/endpoints.ts';
import type { ServiceState } from './services.ts';
import type { ClusterNode } from './tree.ts';

/** The rows of endpoints and configuration files of a controller. */
export function detailNodes(
  controller: string,
  details: ControllerDetails | undefined,
  l10n: Translator,
): ClusterNode[] {
  if (details === undefined) return [];
  return [...endpointNodes(controller, details, l10n), ...configurationNodes(controller, details, l10n)];
}

/** The version of a service: of its image, or of its package where no container runs it. */
export function versionOf(service: ServiceState, details: ControllerDetails | undefined): string {
  if (service.image !== undefined) return service.image.split(':').at(-1) ?? '';
  if (details === undefined || isProbeFailure(details.packages)) return '';
  return details.packages.get(service.service) ?? '';
}

function endpointNodes(controller: string, { endpoints }: ControllerDetails, l10n: Translator): ClusterNode[] {
  const node = { id: `controller ${controller} endpoints`, kind: 'endpoints' as const, label: l10n.t('Endpoints') };
  if (isProbeFailure(endpoints)) {
    return [{ ...node, description: endpoints.detail, tooltip: endpoints.detail, status: 'unknown', controller }];
  }
  if (endpoints.length === 0) return [];
  const silent = endpoints.filter(endpoint => !isAnswering(endpoint));
  return [
    {
      ...node,
      description:
        silent.length === 0
          ? l10n.t('all {0} answer', endpoints.length)
          : l10n.t('{0} of {1} do not answer', silent.length, endpoints.length),
      tooltip: l10n.t('What nova.conf names, asked from this controller without credentials.'),
      status: silent.length === 0 ? 'good' : 'alarm',
      isOpen: silent.length > 0,
      controller,
      children: endpoints.map(endpoint => ({
        id: `controller ${controller} endpoint ${endpoint.service} ${endpoint.url}`,
        kind: 'endpoint',
        label: endpoint.service,
        description: `${endpointText(endpoint, l10n)} · ${endpoint.url}`,
        tooltip: `${endpoint.option}\n${endpoint.url}\n${endpointText(endpoint, l10n)}`,
        status: isAnswering(endpoint) ? 'good' : 'alarm',
        controller,
      })),
    },
  ];
}

/** What became of a request to an endpoint. */
export function endpointText({ status, reason }: EndpointState, l10n: Translator): string {
  if (status !== undefined) {
    return status >= 500 ? l10n.t('answers {0}: nothing works behind it', status) : l10n.t('answers ({0})', status);
  }
  switch (reason) {
    case 'refused':
      return l10n.t('connection refused');
    case 'timed-out':
      return l10n.t('no answer in time');
    case 'name-not-found':
      return l10n.t('its name is not known');
    case 'tls':
      return l10n.t('TLS fails');
    default:
      return l10n.t('does not answer');
  }
}

function configurationNodes(controller: string, { configuration }: ControllerDetails, l10n: Translator): ClusterNode[] {
  const node = {
    id: `controller ${controller} configuration`,
    kind: 'configurations' as const,
    label: l10n.t('Configuration'),
    controller,
  };
  if (isProbeFailure(configuration)) {
    return [{ ...node, description: configuration.detail, tooltip: configuration.detail, status: 'unknown' }];
  }
  if (configuration.length === 0) return [];
  return [
    {
      ...node,
      description: l10n.t('{0} files', configuration.length),
      children: configuration.map(file => ({
        id: `controller ${controller} configuration ${file.path}`,
        kind: 'configuration',
        label: file.path.split('/').at(-1) ?? file.path,
        description: file.path.slice(0, file.path.lastIndexOf('/')),
        tooltip: `${file.path}\n${new Date(file.lastWrite * 1000).toISOString()}`,
        controller,
        path: file.path,
      })),
    },
  ];
}

import type { Command } from './command.ts';
import { combinedCommand, type ProbeFailure, type Readings } from './probe.ts';
import { configurationListProbe, type ListedConfigurationFile } from './probes/configuration.ts';
import type { EndpointState } from './probes/endpoints.ts';
import { type PackageVersions, packagesProbe } from './probes/packages.ts';

/** What is read of a controller after its survey. */
export interface ControllerDetails {
  readonly configuration: readonly ListedConfigurationFile[] | ProbeFailure;
  readonly packages: PackageVersions | ProbeFailure;
  readonly endpoints: readonly EndpointState[] | ProbeFailure;
}

const inventoryProbes = { configuration: configurationListProbe, packages: packagesProbe };

/** Configuration files and versions of packages, in one round trip. Endpoints are asked beside it: they may be slow. */
export const inventoryCommand: Command<Readings<typeof inventoryProbes>> = combinedCommand(
  'inventory',
  inventoryProbes,
);

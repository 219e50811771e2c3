import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PlanJson } from '../../core/runbook/output/runbook-json.ts';
import { runsFolder } from './runs-folder.ts';

/** Plans that were shown lately: a plan that is refused because it has changed can then say what differs. */
const mostKept = 50;

function plansFolder(): string {
  return join(dirname(runsFolder()), 'plans');
}

const planName = /^[0-9a-f]{32}$/;

/** Remembers a plan that was shown. That it cannot is no reason not to show it. */
export async function keepPlan(plan: PlanJson, folder = plansFolder()): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(join(folder, fileName(plan)), JSON.stringify(plan), { mode: 0o600 });
    const names = (await readdir(folder)).filter(name => name.endsWith('.json')).sort();
    await Promise.all(names.slice(0, -mostKept).map(name => rm(join(folder, name), { force: true })));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

/** Names of files begin with the time, so that the oldest ones are found first. */
function fileName({ madeAt, plan }: PlanJson): string {
  return `${madeAt.replace(/[-:.]/g, '')}-${plan}.json`;
}

/** @returns the plan of that name as it was shown last; undefined where it was not shown here. */
export async function keptPlan(name: string, folder = plansFolder()): Promise<PlanJson | undefined> {
  if (!planName.test(name)) return undefined;
  const files = await readdir(folder).catch(() => []);
  const file = files
    .filter(candidate => candidate.endsWith(`-${name}.json`))
    .sort()
    .at(-1);
  if (file === undefined) return undefined;
  try {
    return JSON.parse(await readFile(join(folder, file), 'utf8')) as PlanJson;
  } catch {
    return undefined;
  }
}

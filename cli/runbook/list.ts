import { relative } from 'node:path';
import * as l10n from '@vscode/l10n';
import { runbookJson } from '../../core/runbook/output/runbook-json.ts';
import { columns, padEnd, visibleLine } from '../../core/text/layout.ts';
import { exitStatus } from '../command.ts';
import { allRunbooks, painter, type RunbookCall, runbookDoor } from './opened.ts';

/** `runbook list`: what can be run here, and which files cannot. */
export async function listRunbooks(call: RunbookCall): Promise<number> {
  const { problemLine, sameIds } = await runbookDoor();
  const { args, surroundings } = call;
  const found = await allRunbooks(call);
  const ambiguous = sameIds(found);
  const complaints = found.flatMap(({ path, problems, unreadable }) => [
    ...problems.map(problem => problemLine(problem, l10n)),
    ...(unreadable === undefined ? [] : [l10n.t('{0} cannot be read: {1}', path, unreadable)]),
  ]);
  for (const { id, path } of ambiguous) complaints.push(l10n.t('{0}: another runbook is called {1} too.', path, id));
  if (args.string('format') === 'json') {
    const runbooks = found.flatMap(({ runbook }) => (runbook ? [runbookJson(runbook)] : []));
    await surroundings.print(`${JSON.stringify({ version: 1, runbooks, problems: complaints }, undefined, 2)}\n`);
  } else {
    const paint = painter(surroundings.environment);
    const usable = found.flatMap(({ runbook }) => runbook ?? []);
    const width = Math.max(0, ...usable.map(({ id }) => columns(id)));
    const lines = usable.map(({ id, title, isShipped, path }) => {
      const own = isShipped ? '' : `  ${paint(visibleLine(relative(process.cwd(), path)), 'quiet')}`;
      return `${paint(padEnd(id, width), 'title')}  ${visibleLine(title)}${own}\n`;
    });
    await surroundings.print(lines.join(''));
    for (const line of complaints) surroundings.complain(`nova-doctor: ${visibleLine(line)}`);
  }
  const isBroken = found.some(({ runbook }) => runbook === undefined) || ambiguous.length > 0;
  return isBroken ? exitStatus.unreadable : exitStatus.fine;
}

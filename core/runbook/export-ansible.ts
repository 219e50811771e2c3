import { Document } from 'yaml';
import type { Translator } from '../text/l10n.ts';
import { type AnsiblePlay, confirmation, type ExportedStep, holderPlay, stepPlay } from './ansible-plays.ts';
import { resolveReferences } from './parameters.ts';
import type { Plan } from './plan.ts';

export interface AnsibleExportOptions {
  /** Addresses of the VIP; empty where there is none. */
  readonly vips: readonly string[];
  /** How commands become root. */
  readonly become: 'none' | 'sudo';
  readonly l10n: Translator;
}

export interface AnsibleExport {
  /** YAML for `ansible-playbook`, from ansible-core 2.14 on. */
  readonly playbook: string;
  /** What the playbook does not do by itself, step by step; the same sentences stand in it as comments. */
  readonly notCarriedOver: readonly { readonly step: string; readonly text: string }[];
}

/**
 * Writes a plan as a playbook, for people who let Ansible do such things. Hosts of the inventory must have the names of the
 * controllers. It is the plan of now: controllers, commands and queues are those that were found when it was made, so it first
 * makes sure that the VIP is still where it was.
 */
export function exportAnsible(plan: Plan, options: AnsibleExportOptions): AnsibleExport {
  const { l10n } = options;
  const notCarriedOver: { step: string; text: string }[] = [];
  const plays: AnsiblePlay[] = [];
  const broker = plan.steps.find(({ step }) => step.on === 'broker')?.controllers[0];
  const holder = holderPlay(plan, options);
  if (holder) plays.push(holder);
  const vipStep = plan.steps.find(({ step }) => [...step.require, ...step.verify].some(({ probe }) => probe === 'vip'));
  for (const [index, planned] of plan.steps.entries()) {
    const resolve = (text: string) => resolveReferences(text, plan.parameters);
    const exported: ExportedStep = {
      planned,
      number: index + 1,
      cluster: plan.cluster,
      broker,
      holder: plan.holder,
      resolve,
    };
    const asked = confirmation(exported, l10n);
    const made = stepPlay(exported, options);
    if (planned === vipStep) {
      made.missing.push(l10n.t('Where the VIP is, is looked at only once, at the beginning.'));
    }
    notCarriedOver.push(...made.missing.map(text => ({ step: planned.step.id, text })));
    // The remarks stand above the first play of a step.
    const own = [...(asked ? [asked] : []), ...made.plays];
    if (own[0])
      plays.push(
        { ...own[0], remarks: [...own[0].remarks, ...made.missing.map(text => `- ${text}`)] },
        ...own.slice(1),
      );
    else if (plays.length > 0) plays[plays.length - 1] = withRemarks(plays.at(-1)!, made.missing);
  }
  return { playbook: playbookText(plan, plays, l10n), notCarriedOver };
}

function withRemarks(play: AnsiblePlay, texts: readonly string[]): AnsiblePlay {
  return { ...play, after: [...play.after, ...texts.map(text => `- ${text}`)] };
}

function playbookText(plan: Plan, plays: readonly AnsiblePlay[], l10n: Translator): string {
  const document = new Document(
    plays.map(({ play }) => play),
    // Ansible reads YAML 1.1, for which a bare yes is no text.
    { version: '1.1', aliasDuplicateObjects: false },
  );
  document.commentBefore = commentOf([
    plan.runbook.title,
    l10n.t(
      'Made from the runbook {0} for the cluster {1}, as it was at {2}.',
      plan.runbook.id,
      plan.cluster,
      new Date(plan.madeAt).toISOString(),
    ),
    l10n.t(
      'Run it with: ansible-playbook -i INVENTORY FILE. Hosts of the inventory have the names of the controllers.',
    ),
    l10n.t(
      'It asks before everything that changes something. Without questions: -e nova_doctor_agreed=change, or =destroy for what destroys too;',
    ),
    l10n.t(
      '-e nova_doctor_unattended=true then passes over what a person should look at or do by hand. Do these things before.',
    ),
  ]);
  const items = (
    document.contents as unknown as {
      items: { commentBefore?: string | null; comment?: string | null; spaceBefore?: boolean }[];
    }
  ).items;
  for (const [index, { remarks, after }] of plays.entries()) {
    const item = items[index]!;
    item.spaceBefore = true;
    if (remarks.length > 0) item.commentBefore = commentOf(remarks);
    if (after.length > 0) item.comment = commentOf(after);
  }
  return document.toString({ lineWidth: 0, blockQuote: 'literal' });
}

function commentOf(lines: readonly string[]): string {
  return lines.map(line => ` ${line.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()}`).join('\n');
}

import type { TriageCard } from './triage.ts';

/** What the extension tells the page of the triage card. */
export type TriageMessage =
  | { readonly kind: 'reading'; readonly cluster: string }
  | { readonly kind: 'show'; readonly card: TriageCard }
  | { readonly kind: 'nothing'; readonly reason: string };

/** What the page asks of the extension. */
export type TriageRequest =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'copy' }
  /** Goes to where controllers are named. */
  | { readonly kind: 'set-up' }
  /** Plans a runbook that a cause names; nothing runs. */
  | { readonly kind: 'runbook'; readonly runbook: string };

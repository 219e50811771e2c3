import type { Span } from '../log/trace/lanes.ts';
import type { TraceReport } from '../log/trace/trace-report.ts';

/** What the extension tells the page of a trace. */
export type ToTracePage =
  | { readonly kind: 'show'; readonly target: unknown; readonly report: TraceReport }
  /** A sentence, such as after a cancellation; the page offers to trace again. */
  | { readonly kind: 'failed'; readonly target: unknown; readonly text: string };

/** What the page asks the extension for. Entries are meant by their indexes. */
export type FromTracePage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly entry: number }
  | { readonly kind: 'merged'; readonly entry?: number }
  | { readonly kind: 'copy' }
  | { readonly kind: 'save'; readonly format: 'text' | 'json' }
  | { readonly kind: 'again' };

/** What the page keeps while it is hidden, and over a reload of the window. */
export interface TracePageState {
  /** What was traced, as the extension gave it. */
  readonly target: unknown;
  /** The part of the picture that is shown. */
  readonly view: Span;
  /** Index of the entry that is looked at. */
  readonly selected: number | undefined;
}

/** The messages between the page of Nova Log View, the extension that passes them on, and the thread that reads the file. */

import type { FilterFault, LogFilter } from './log-filter.ts';

/** One line as the page shows it. */
export interface ViewLine {
  /** From 1; undefined as long as the index does not reach it. */
  readonly line: number | undefined;
  /** Of its first byte. */
  readonly offset: number;
  /** Number of bytes without the line end; undefined where that is not known yet. */
  readonly bytes: number | undefined;
  /** The text, or its beginning where `isCut`; control characters are still in it. */
  readonly text: string;
  readonly isCut: boolean;
  /** Whether the filter admits it; true where there is none. */
  readonly isMatch: boolean;
}

/** How much there is, and how far the work in the background is. */
export interface ViewState {
  /** Bytes of the file, and those that the index covers. */
  readonly size: number;
  readonly indexed: number;
  /** Lines of the file; estimated until the index is complete. */
  readonly lines: number;
  /** Rows that can be scrolled through: the lines that a filter leaves over, else all. */
  readonly rows: number;
  readonly isIndexed: boolean;
}

/** Counts of problems per stretch of the file, from its start to its end, and how many there are in all. */
export interface HeatStrip {
  readonly errors: readonly number[];
  readonly warnings: readonly number[];
  /** Bytes of the file that the strip stands for. */
  readonly size: number;
  readonly problems: number;
  /** The signatures that were seen most often. */
  readonly signatures: readonly { readonly id: string; readonly title: string; readonly count: number }[];
  readonly isComplete: boolean;
}

/** Where to go: everything counts from the line that is given. */
export type Target =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'time'; readonly time: string }
  | { readonly kind: 'problem'; readonly line: number; readonly direction: 1 | -1 }
  | { readonly kind: 'match'; readonly line: number; readonly direction: 1 | -1 }
  | { readonly kind: 'gap'; readonly line: number; readonly seconds: number }
  | {
      readonly kind: 'text';
      readonly line: number;
      readonly direction: 1 | -1;
      readonly text: string;
      readonly isRegex: boolean;
      readonly matchCase: boolean;
    };

/** Why there is nowhere to go. */
export type NoPlace = 'none' | 'no-time' | 'regex' | 'unknown-time' | 'cancelled' | 'not-indexed';

export type ViewRequest =
  | { readonly type: 'rows'; readonly id: number; readonly row: number; readonly count: number }
  | {
      readonly type: 'filter';
      readonly id: number;
      readonly filter: LogFilter;
      /** Whether what is not admitted is hidden, or only dimmed. */
      readonly isHiding: boolean;
      /** Lines that are shown before and behind what is admitted. */
      readonly context: number;
    }
  | { readonly type: 'goTo'; readonly id: number; readonly target: Target }
  | { readonly type: 'cancelGoTo' }
  /** The text of rows, both included. */
  | { readonly type: 'text'; readonly id: number; readonly from: number; readonly to: number }
  | { readonly type: 'wholeLine'; readonly id: number; readonly offset: number };

export type ViewAnswer =
  | { readonly type: 'state'; readonly state: ViewState }
  | {
      readonly type: 'rows';
      readonly id: number;
      /** The row of the first line; another than the asked one where that is behind the end. */
      readonly row: number;
      readonly lines: readonly ViewLine[];
    }
  | {
      readonly type: 'filtered';
      readonly id: number;
      readonly state: ViewState;
      /** Bytes of the file that were searched, of those that must be. */
      readonly done: number;
      readonly total: number;
      /** Entries, and lines that belong to none, that were admitted. */
      readonly matches: number;
      readonly isDone: boolean;
      readonly fault?: FilterFault | { readonly fault: 'too-many'; readonly detail: string };
    }
  | { readonly type: 'place'; readonly id: number; readonly row: number; readonly line: number; readonly title: string }
  | { readonly type: 'noPlace'; readonly id: number; readonly reason: NoPlace; readonly detail: string }
  | { readonly type: 'searching'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly type: 'strip'; readonly strip: HeatStrip }
  /** The file grew, was emptied, or another file stands in its place. */
  | { readonly type: 'changed'; readonly how: 'appended' | 'truncated' | 'rotated' | 'gone'; readonly state: ViewState }
  /** `line` is the number of its first line. */
  | {
      readonly type: 'text';
      readonly id: number;
      readonly text: string;
      readonly line: number | undefined;
      readonly isCut: boolean;
    }
  /** A packed log is being unpacked: packed bytes that were read, of all. */
  | { readonly type: 'unpacking'; readonly done: number; readonly total: number }
  | {
      readonly type: 'unpackProblems';
      readonly problems: readonly { readonly kind: string; readonly detail: string }[];
    }
  | { readonly type: 'failed'; readonly message: string };

/** What the page asks of the extension itself. */
export type PageRequest =
  /** The page is there and can take messages. */
  | { readonly type: 'ready' }
  | { readonly type: 'copy'; readonly how: CopyHow; readonly from: number; readonly to: number }
  /** Shows a line that is cut in the page as a whole, in an editor of its own. */
  | { readonly type: 'showWhole'; readonly offset: number }
  | { readonly type: 'ask'; readonly what: 'line' | 'time' | 'gap' }
  /** What tests and other commands may ask the view for. */
  | { readonly type: 'shown'; readonly shown: ShownState };

export type CopyHow = 'text' | 'place' | 'ticket';

/** What is on the page: tests, and commands of the extension, look at it. */
export interface ShownState {
  readonly currentLine: number | undefined;
  readonly firstLine: number | undefined;
  readonly texts: readonly string[];
  readonly rows: number;
  readonly isIndexed: boolean;
  readonly isFiltered: boolean;
  readonly matches: number | undefined;
  readonly isFilterDone: boolean;
  readonly isFollowing: boolean;
  readonly problems: number | undefined;
}

/** What the extension tells the page, beside the answers that it passes on. */
export type PageCommand =
  | { readonly type: 'do'; readonly command: ViewCommand }
  | { readonly type: 'goTo'; readonly target: Target }
  | { readonly type: 'setFilter'; readonly filter: LogFilter };

export type ViewCommand =
  | 'nextProblem'
  | 'previousProblem'
  | 'find'
  | 'toggleFollow'
  | 'clearFilter'
  | 'copy'
  | 'copyPlace'
  | 'copyTicket'
  | 'focusFilter';

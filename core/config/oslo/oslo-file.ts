import type { TextRange } from '../finding.ts';

/** One `name = value` of a file of oslo.config, as it stands there. */
export interface OsloSetting {
  /** As in the header above it; `DEFAULT` before the first header, where oslo.config refuses it. */
  readonly group: string;
  readonly name: string;
  readonly nameRange: TextRange;
  /** The lines of the value, joined by line feeds, without the blanks and the quotes around them: what oslo.config hands to the type. */
  readonly value: string;
  /** The value with its quotes and its continuation lines; an empty range behind the sign where there is none. */
  readonly valueRange: TextRange;
  /** From the start of the name to the end of the value. */
  readonly range: TextRange;
}

export interface OsloGroup {
  readonly name: string;
  /** The header with its brackets; an empty range at the start of the file for what stands before the first header. */
  readonly headerRange: TextRange;
  /** From the header to the next one, or to the end of the file. */
  readonly range: TextRange;
  readonly settings: readonly OsloSetting[];
}

/** What makes oslo.config refuse the file as a whole. */
export interface OsloProblem {
  readonly range: TextRange;
  readonly kind:
    | 'no-assignment'
    | 'empty-name'
    | 'unclosed-header'
    | 'empty-header'
    | 'unexpected-continuation'
    | 'no-group'
    | 'byte-order-mark';
}

/** A file of oslo.config, lossless: positions are UTF-16 offsets from 0 into `text`. */
export interface OsloFile {
  readonly path: string;
  readonly text: string;
  /** In the order of the file; a group that has two headers is here twice. */
  readonly groups: readonly OsloGroup[];
  /** In the order of the file. The first one is what oslo.config stops at; where there is none it loads the file. */
  readonly problems: readonly OsloProblem[];
}

import type { TextRange } from '../finding.ts';

/** One `name = value` of a file of oslo.config, as it stands there. */
export interface OsloSetting {
  /** As in the header above it; `DEFAULT` before the first header. */
  readonly group: string;
  readonly name: string;
  readonly nameRange: TextRange;
  /** The lines of the value, joined by line feeds, without the blanks around them. */
  readonly value: string;
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
  readonly kind: 'no-assignment' | 'empty-name' | 'unclosed-header' | 'empty-header' | 'unexpected-continuation';
}

/** A file of oslo.config, lossless: positions are UTF-16 offsets from 0 into `text`. */
export interface OsloFile {
  readonly path: string;
  readonly text: string;
  /** In the order of the file; a group that has two headers is here twice. */
  readonly groups: readonly OsloGroup[];
  readonly problems: readonly OsloProblem[];
}

import type { TextRange } from '../finding.ts';

/** One line of a section: `timeout client 1m` is the keyword `timeout client` with the value `1m`. */
export interface HaproxySetting {
  readonly words: readonly { readonly text: string; readonly range: TextRange }[];
  readonly range: TextRange;
}

export interface HaproxySection {
  readonly kind: string;
  readonly name: string | undefined;
  readonly headerRange: TextRange;
  readonly range: TextRange;
  readonly settings: readonly HaproxySetting[];
}

/** `haproxy.cfg`, or one file of its `services.d`. */
export interface HaproxyFile {
  readonly path: string;
  readonly text: string;
  readonly sections: readonly HaproxySection[];
}

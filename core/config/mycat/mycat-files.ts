import type { TextRange } from '../finding.ts';

/** A value of Mycat's XML files, with the place of its text. */
export interface MycatProperty {
  readonly name: string;
  readonly value: string;
  readonly valueRange: TextRange;
  readonly range: TextRange;
}

/** Mycat's `server.xml`: the properties of `<system>`. */
export interface MycatServer {
  readonly path: string;
  readonly text: string;
  readonly system: readonly MycatProperty[];
  readonly problems: readonly { readonly range: TextRange; readonly message: string }[];
}

/** Mycat's `schema.xml`: its `<dataHost>` elements with their attributes. */
export interface MycatSchema {
  readonly path: string;
  readonly text: string;
  readonly dataHosts: readonly { readonly attributes: readonly MycatProperty[]; readonly range: TextRange }[];
  readonly problems: readonly { readonly range: TextRange; readonly message: string }[];
}

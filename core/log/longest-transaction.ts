import type { Analysis } from './analysis.ts';
import { concludeZone, readMycatConnection } from './diagnosis/middleware.ts';

/** A transaction whose length logs give away. */
export interface MeasuredTransaction {
  readonly seconds: number;
  /** Path of the log that shows it. */
  readonly measuredIn: string;
  readonly line: number;
}

/**
 * The longest transaction that the samples of an analysis show: a connection that Mycat dumps as still borrowed, from its last
 * answer to the error, or one that InnoDB reports as active. It was at least as long; the logs of a quiet day show none.
 */
export function longestTransactionOf(analysis: Analysis): MeasuredTransaction | undefined {
  let longest: MeasuredTransaction | undefined;
  for (const { samples } of analysis.findings)
    for (const { text, time, path, line } of samples) {
      const seconds = Math.floor(Math.max(heldInMycat(text, time), activeInInnoDb(text)));
      if (seconds >= 1 && seconds > (longest?.seconds ?? 0)) longest = { seconds, measuredIn: path, line };
    }
  return longest;
}

function heldInMycat(text: string, time: number | undefined): number {
  const connection = readMycatConnection(text);
  if (time === undefined || connection?.lastReadTime === undefined || !connection.borrowed) return 0;
  return (concludeZone(time, connection.lastReadTime)?.elapsed ?? 0) / 1000;
}

/** `---TRANSACTION 421, ACTIVE 986 sec starting index read` of SHOW ENGINE INNODB STATUS, and of reports of deadlocks. */
function activeInInnoDb(text: string): number {
  const found = [...text.matchAll(/\bTRANSACTION \d+, ACTIVE (?:\(PREPARED\) )?(\d+) sec\b/g)];
  return Math.max(0, ...found.map(match => Number(match[1])));
}

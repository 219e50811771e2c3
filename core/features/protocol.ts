import type { CapacityChanges } from '../config/capacity.ts';
import type { Analysis } from '../log/analysis.ts';
import type { Fetch } from '../log/fetched-logs.ts';
import type { ProblemText } from '../log/output/json.ts';
import type { CapacityData } from './config/capacity-page.ts';
import type { TextChange } from './log-text.ts';

/**
 * What the extension and the language server say to each other beside the language server protocol. Other editors need
 * none of it: they send the text of every document.
 */

/** Documents above this many characters stay with the editor: the server reads the file instead of being sent its text. */
export const largestSentDocument = 5 * 1024 * 1024;

/** Notifications about a log that is open in the editor and whose text is not sent. */
export const largeLogOpened = 'novaDoctor/largeLog/opened';
export const largeLogClosed = 'novaDoctor/largeLog/closed';

export interface LargeLogParams {
  /** A `file:` address. */
  readonly uri: string;
}

/** A notification: the user has typed into such a log; the text is not in its file. */
export const largeLogEdited = 'novaDoctor/largeLog/edited';

export interface LargeLogEdit extends LargeLogParams {
  readonly changes: readonly TextChange[];
}

/** A notification: nothing that was typed is left that the file of such a log does not hold. */
export const largeLogSettled = 'novaDoctor/largeLog/settled';

/** A notification: the editor has read the file of such a log again. */
export const largeLogReread = 'novaDoctor/largeLog/reread';

/** A request: the hover at a place of a log whose text is not sent, with the lines around that place. */
export const excerptHover = 'novaDoctor/excerpt/hover';

export interface ExcerptHoverParams {
  readonly uri: string;
  readonly text: string;
  /** Number of the first line of the text, from 0 as everywhere in the protocol. */
  readonly firstLine: number;
  readonly line: number;
  readonly character: number;
}

/** How many lines around a place an excerpt holds. */
export const excerptLines = 400;

/** What an editor hands over when it starts the server. Editors other than VS Code may leave out everything. */
export interface InitializationOptions {
  /** What the user has set about rules on configuration and Python, by their ids. */
  readonly ruleSeverities?: Readonly<Record<string, 'off' | 'info' | 'warning' | 'error'>>;
  /** The release of OpenStack that counts where no file tells it; `auto` for the newest one. */
  readonly release?: string;
  /** Folders with further signatures. */
  readonly signaturePaths?: readonly string[];
  /** Folders with the source of nova and its libraries: frames of tracebacks lead there, after the workspace's folders. */
  readonly sourceTrees?: readonly string[];
  /** By signature, in which files it is not shown: patterns of paths with `*`, `**` and `?`. */
  readonly ignoredSignatures?: IgnoredSignatures;
  /** Ids of the commands that the editor has; the server offers no others. */
  readonly commands?: readonly string[];
}

/** `{"sa-reset-failed": ["**"], "mq-reconnected": ["/srv/logs/ctl1/*.log"]}`. */
export type IgnoredSignatures = Readonly<Record<string, readonly string[]>>;

/** Commands of the extension that the server's answers name; each is offered where the editor says that it has it. */
export const commands = {
  /** Follows an id: `{id}`, and optionally `paths`. */
  showTrace: 'novaDoctor.trace.show',
  /** Explains a signature: its id. */
  explain: 'novaDoctor.signature.explain',
  /** Stops showing a signature: its id and the address of a log; or of the first only, everywhere. */
  ignoreSignature: 'novaDoctor.signature.ignore',
  /** Shows the report of the last analysis of many logs, at an incident: `{incident}`, its id. */
  showReport: 'novaDoctor.incident.report',
  /** Shows what a request wrote to a log: `{id, path}`. */
  filterRequest: 'novaDoctor.logView.filterRequest',
  /** Puts what is known about a place of a log on the clipboard: the log's address and a line from 1. */
  copyForTicket: 'novaDoctor.ticket.copy',
  /** Shows the sum of connections of the deployment that a file belongs to: its address. */
  showCapacity: 'novaDoctor.capacity.show',
  /** Runs the runbook of a file from one of its steps: its address and the id of the step. */
  runRunbookFrom: 'novaDoctor.runbook.runFrom',
  /** The same without changing anything. */
  dryRunRunbook: 'novaDoctor.runbook.dryRun',
} as const;

/** A request: the explanation of a signature, by its id; answered with Markdown, or null where there is no such. */
export const explainSignature = 'novaDoctor/signature/explain';

/** A request: what to put into a ticket about a place of an open log; answered with Markdown, or null. */
export const ticketText = 'novaDoctor/ticket/text';

export interface TicketParams {
  readonly uri: string;
  /** From 1. */
  readonly line: number;
  /** Where the server was not sent the text of the log: lines around the place. */
  readonly excerpt?: { readonly text: string; readonly firstLine: number };
}

/** A notification: the user ignores other signatures now (`IgnoredSignatures`). */
export const ignoredSignaturesChanged = 'novaDoctor/signatures/ignored';

/** A request: the lines around a place of a log that an editor cannot open: it is packed, in an archive, or too large. */
export const linesAroundPlace = 'novaDoctor/log/lines';

export interface LinesAroundParams {
  /** Absolute; a log in an archive has the archive's path, a slash, and its path in the archive. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** The whole text where `firstLine` is 1 and `isWhole`; else a part of it, whose first line has that number (from 1). */
export type LinesAroundResult =
  | { readonly text: string; readonly firstLine: number; readonly isWhole: boolean }
  /** A sentence: what could not be read, and what to do. */
  | { readonly failure: string };

/** A request: analyses the logs that paths name, together. It can be cancelled; its progress is told meanwhile. */
export const analyzeLogs = 'novaDoctor/analyze';

/** A notification: the last analysis of many logs is not wanted any more. */
export const forgetAnalysis = 'novaDoctor/analysis/forget';

export interface AnalyzeLogsParams {
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[];
  /** Logs that the client fetched from controllers. */
  readonly fetch?: Fetch;
  /** What the notifications of its progress carry. */
  readonly progress: string;
}

export interface AnalyzeLogsResult {
  /** Redacted, and in the language of the editor. Paths are absolute. */
  readonly analysis: Analysis;
  /** What could not be read, in words. */
  readonly problems: readonly ReadProblem[];
  /** How many files in the folders are no logs. */
  readonly passed: number;
  readonly elapsedMs: number;
}

export interface ReadProblem extends ProblemText {
  /** Whether something that was asked for could not be read, in whole or in part; else it is only worth a note. */
  readonly isFailure: boolean;
}

/** A notification from the server. (Whoever does not know a name that begins with `$/` passes it over.) */
export const analyzeLogsProgress = '$/novaDoctor/analyze/progress';

export interface AnalyzeLogsProgress {
  readonly progress: string;
  /** Bytes on the disk that were read, and those to read in all. */
  readonly done: number;
  readonly total: number;
  /** The title and the place of a problem that was seen for the first time. */
  readonly found?: { readonly title: string; readonly path: string; readonly line: number };
}

/** A request: the release of OpenStack that a file of configuration is judged by; null for files that are not ours. */
export const configRelease = 'novaDoctor/config/release';

export interface ConfigReleaseParams {
  readonly uri: string;
}

export interface ConfigReleaseAnswer {
  readonly release: string;
  /** Whether nothing tells the release, so that the newest one is taken. */
  readonly isAssumed: boolean;
  /** All that are known, oldest first. */
  readonly releases: readonly string[];
}

/**
 * A request: the sum of connections, counted with changed numbers (`CapacityAnswer`); null where no file of nova is in the
 * workspace. It needs no open document.
 */
export const configCapacity = 'novaDoctor/capacity';

export interface CapacityParams {
  /** A file of the deployment; the first deployment when it is left out or not ours. */
  readonly uri?: string;
  readonly changes: CapacityChanges;
}

export interface CapacityAnswer {
  /** The file that stands for the deployment that was counted, always the same one. */
  readonly uri: string;
  readonly data: CapacityData;
  /** All that there are, by one file of each. */
  readonly deployments: readonly { readonly uri: string; readonly path: string }[];
}

/** A request (`CapacityParams`): what writes the changed numbers into the files (`CapacityEditsAnswer`), or null. */
export const configCapacityEdits = 'novaDoctor/capacity/edits';

export interface CapacityEditsAnswer {
  /** `WorkspaceEdit` of the language server protocol, with `changes` only. */
  readonly edit: {
    readonly changes?: Readonly<Record<string, readonly { readonly range: ProtocolRange; readonly newText: string }[]>>;
  };
  /** The text of a `.nova-doctor.yaml`, where there is none and one is needed. */
  readonly newWorkspaceFile?: string;
}

/** As in the protocol: lines and characters from 0. */
export interface ProtocolRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A notification from the server: files of configuration are others than before, open or on the disk. */
export const configChanged = '$/novaDoctor/config/changed';

/** A notification from the server: how far it is with a log that is open. */
export const logStatus = '$/novaDoctor/log/status';

export interface LogStatus {
  readonly uri: string;
  readonly isBusy: boolean;
  /** What the last finished analysis of the log alone found; left out before there was one. */
  readonly found?: {
    /** Id of the log format that read most entries; empty where none did. */
    readonly format: string;
    readonly entries: number;
    /** Kinds of problems, and incidents. */
    readonly problems: number;
    readonly incidents: number;
  };
}

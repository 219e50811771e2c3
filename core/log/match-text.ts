import type { Entry } from './entry.ts';

/** Lines longer than this are shortened in the middle: remote tracebacks come as one line of 10,000 characters and more. */
const longestLine = 3000;
const keptHead = 1600;
const keptTail = 1000;

/**
 * Functions whose place in a traceback tells where a call was: in the greeting of a database connection, in a commit, in
 * which service's RPC interface. Their names are kept where frames are left out.
 */
const tellingFunctions: readonly string[] = [
  '_get_server_information',
  '_request_authentication',
  '_commit_impl',
  '_rollback_impl',
  'select_destinations',
  'object_class_action',
  'object_action',
  'object_backport',
  'build_and_run_instance',
];

const isTelling = new Set(tellingFunctions);

/**
 * The text that signatures and symptoms look at: `LEVEL logger message`, then what the traceback says beside its frames,
 * then the names of its telling functions. Frames are the bulk of a traceback and name no failure; leaving them out is
 * what lets an error storm be read quickly.
 */
export function matchTextOf(entry: Entry): string {
  const head = `${entry.level ?? ''} ${entry.logger} ${shortened(entry.message)}`;
  if (entry.traceback === '') return head;
  const functions = new Set<string>();
  let text = head;
  let start = 0;
  const { traceback } = entry;
  while (start < traceback.length) {
    let end = traceback.indexOf('\n', start);
    if (end === -1) end = traceback.length;
    const isFrame = traceback.charCodeAt(start) === 32 && traceback.charCodeAt(start + 1) === 32;
    if (!isFrame) text += `\n${shortened(traceback.slice(start, end))}`;
    else if (traceback.charCodeAt(start + 2) === 70 /* F */) {
      // `  File "…", line 12, in name`: the name is the last word.
      const name = traceback.slice(traceback.lastIndexOf(' ', end - 1) + 1, end);
      if (isTelling.has(name)) functions.add(name);
    }
    start = end + 1;
  }
  return functions.size === 0 ? text : `${text}\n${[...functions].join(' ')}`;
}

/** Cuts the middle out of long lines, but for the names of telling functions. */
function shortened(text: string): string {
  if (text.length <= longestLine) return text;
  if (text.includes('\n')) return text.split('\n').map(shortened).join('\n');
  const middle = text.slice(keptHead, -keptTail);
  const named = tellingFunctions.filter(name => middle.includes(name));
  return `${text.slice(0, keptHead)} … ${named.join(' ')} … ${text.slice(-keptTail)}`;
}

import { posix } from 'node:path';
import { zoneText } from './log-files.ts';
import { type Host, printed, type Reply } from './reply.ts';

/** All files of logs below some folders, rotated ones too. */
export function logFilesScript({ world, controller, parameters }: Host): Reply {
  const folders = (parameters.LOG_FOLDERS ?? '').split('\n').map(folder => posix.normalize(folder));
  const isWanted = (path: string) =>
    folders.some(
      folder => path === folder || posix.dirname(path) === folder || posix.dirname(posix.dirname(path)) === folder,
    );
  const lines = world.logs.paths(controller).flatMap(path => {
    const status = world.logs.status(controller, path);
    return status && isWanted(path) ? [`file ${status.bytes} ${Math.floor(status.lastWrite / 1000)} ${path}\n`] : [];
  });
  const seconds = Math.floor(world.state().now / 1000);
  return printed(`zone ${zoneText} ${seconds}\n${lines.join('')}`);
}

const dated = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \d+ [A-Z]+ /;

/**
 * Logs in the form in which they travel thinned. Nothing is thinned but what lies outside the window, and nothing is packed,
 * as on a controller without gzip: these logs are small, and whoever reads them sees no difference.
 */
export function thinLogsScript({ world, controller, parameters }: Host): Reply {
  const { FILES = '', SINCE = '', UNTIL = '' } = parameters;
  let output = '';
  let error = '';
  for (const line of FILES.split('\n')) {
    const [, index = '', bytes = '0', kind = '', path = ''] = /^(\d+) (\d+) (\w+) (.*)$/.exec(line) ?? [];
    if (index === '') continue;
    // Containers and units print nothing here: everything is in files.
    const whole = kind === 'plain' ? world.logs.read(controller, path) : Buffer.alloc(0);
    output += `>${index}\n`;
    if (whole) output += inWindow(whole.subarray(0, Number(bytes)).toString('utf8'), SINCE, UNTIL);
    else error += `/bin/sh: 1: cannot open ${path}: No such file\nfailed ${index}\n`;
    error += `read ${index} ${whole ? Math.min(whole.length, Number(bytes)) : 0}\ndone ${index}\n`;
  }
  return { status: 0, output: `${output}.\n`, error };
}

/** Lines of a window, each behind a blank; of what lies outside of it only how much it is. */
function inWindow(text: string, since: string, until: string): string {
  let output = '';
  let isInside = true;
  let outside = { lines: 0, bytes: 0 };
  const leave = () => {
    if (outside.lines > 0) output += `~${outside.lines} ${outside.bytes}\n`;
    outside = { lines: 0, bytes: 0 };
  };
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    if (dated.test(line)) {
      const time = line.slice(0, 19);
      isInside = (since === '' || time >= since) && (until === '' || time <= until);
    }
    if (isInside) {
      leave();
      output += ` ${line}\n`;
    } else {
      outside.lines++;
      outside.bytes += Buffer.byteLength(line) + 1;
    }
  }
  leave();
  return output;
}

import { usersNode } from './newer-node.mjs';
import { runQuietly } from './processes.mjs';
import { startProgress } from './progress.mjs';

/**
 * Runs npm, shows how many files it has fetched, and keeps its own output for the case of failure.
 *
 * @param {string} what shown to the user, for example "Installing the dependencies"
 * @param {readonly string[]} args
 * @param {{cwd: string, packageCount?: number}} options packageCount is how many packages are expected, where known
 * @returns {Promise<{status: number, output: string}>} output without warnings and the lines about single fetches
 */
export async function runNpm(what, args, { cwd, packageCount }) {
  const progress = startProgress(what, packageCount);
  const { program, leadingArgs } = npmProgram();
  let fetched = 0;
  /** @type {string[]} */
  const lines = [];
  const { status } = await runQuietly(
    program,
    [...leadingArgs, ...args, '--loglevel=http', '--no-fund', '--no-audit'],
    {
      cwd,
      env: environmentForNpm(),
      shell: process.platform === 'win32',
      onLine: line => {
        if (!/^npm (?:http|warn) /.test(line)) lines.push(line);
        else if (/\.tgz\b/.test(line)) progress.show(++fetched);
      },
    },
  );
  progress.end(status === 0);
  return { status, output: lines.join('\n') };
}

function npmProgram() {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return { program: usersNode(), leadingArgs: [script] };
  return { program: 'npm', leadingArgs: [] };
}

/**
 * Inside `npm test` the environment describes that run of npm (its folder, its package): another npm must not take it
 * for its own settings. What the user set (a registry, a proxy) stays.
 */
function environmentForNpm() {
  const own =
    /^npm_(?:package_|lifecycle_|command$)|^npm_config_(?:local_prefix|global_prefix|prefix|globalconfig|noproxy)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

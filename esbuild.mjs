// Builds the bundles of dist/. Types are not checked here: that is `npm run check`.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const projectFolder = fileURLToPath(new URL('.', import.meta.url));

/**
 * The bundles. To add one (a webview, a worker) add a line. Where code loads the entry of another bundle with `import()`,
 * that bundle is loaded at that moment: what is rarely needed costs nothing at the start. A library that `isShared` is loaded
 * by the other bundles for Node instead of being in each of them.
 *
 * What several bundles that are `isCut` need lies in files beside them instead of in each. Then more files are loaded, which takes
 * some milliseconds: the extension, its server and the thread of the log view, which are waited for, stay whole.
 *
 * @type {readonly {entry: string, output: string, target: string, external?: string[], browser?: true, isShared?: true, isCut?: true}[]}
 */
export const bundles = [
  // VS Code 1.103 runs extensions on Node 22; the command line and its server also run on Node 20.
  { entry: 'client/extension.ts', output: 'client.js', target: 'node22', external: ['vscode'] },
  { entry: 'client/language-client.ts', output: 'language-client.js', target: 'node22', external: ['vscode'] },
  { entry: 'server/main.ts', output: 'server.js', target: 'node20' },
  { entry: 'cli/main.ts', output: 'cli.js', target: 'node20', isCut: true },
  { entry: 'io/files/scan-ahead-worker.ts', output: 'scan-ahead-worker.js', target: 'node20' },
  { entry: 'io/log-view/worker.ts', output: 'log-view-worker.js', target: 'node20' },
  { entry: 'webview/log-view/main.ts', output: 'log-view.js', target: 'es2022', browser: true },
  { entry: 'webview/log-view/log-view.css', output: 'log-view.css', target: 'es2022', browser: true },
  { entry: 'io/files/trace-worker.ts', output: 'trace-worker.js', target: 'node20', isCut: true },
  { entry: 'webview/trace/main.ts', output: 'trace.js', target: 'es2023', browser: true },
  { entry: 'webview/trace/trace.css', output: 'trace.css', target: 'chrome130' },
  { entry: 'core/log/user-signatures.ts', output: 'user-signatures.js', target: 'node20' },
  { entry: 'core/python/lint.ts', output: 'python.js', target: 'node20' },
  { entry: 'webview/report/report.ts', output: 'report.js', target: 'es2022', browser: true },
  { entry: 'webview/report/report.css', output: 'report.css', target: 'es2022', browser: true },
  { entry: 'webview/triage/triage.ts', output: 'triage.js', target: 'es2022', browser: true },
  { entry: 'webview/triage/triage.css', output: 'triage.css', target: 'es2022', browser: true },
  { entry: 'webview/run/run.ts', output: 'run.js', target: 'es2022', browser: true },
  { entry: 'webview/run/run.css', output: 'run.css', target: 'chrome130', browser: true },
  { entry: 'webview/capacity/capacity.ts', output: 'capacity.js', target: 'es2023', browser: true },
  { entry: 'webview/capacity/capacity.css', output: 'capacity.css', target: 'chrome130', browser: true },
  { entry: 'io/cluster/lint-live.ts', output: 'lint-live.js', target: 'node20', isCut: true },
  { entry: 'io/cluster/door.ts', output: 'cluster.js', target: 'node20', isCut: true },
  { entry: 'io/runbook/door.ts', output: 'runbook.js', target: 'node20', isCut: true },
  { entry: 'lab/lab.ts', output: 'lab.js', target: 'node20', isCut: true },
  { entry: 're2js', output: 're2js.js', target: 'node20', isShared: true },
  { entry: 'ssh2', output: 'ssh2.js', target: 'node20', isShared: true },
  { entry: 'yaml', output: 'yaml.js', target: 'node20', isShared: true },
  { entry: 'tar-stream', output: 'tar-stream.js', target: 'node20' },
  { entry: 'xz-decompress', output: 'xz-decompress.js', target: 'node20' },
  { entry: 'fzstd', output: 'fzstd.js', target: 'node20' },
];

/**
 * What every bundle for Node shares. Bundles are CommonJS, because an extension host loads that everywhere.
 *
 * @type {import('esbuild').BuildOptions}
 */
export const sharedOptions = {
  absWorkingDir: projectFolder,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  charset: 'utf8',
  logLevel: 'warning',
  logOverride: { 'empty-import-meta': 'error' },
  define: { 'import.meta.dirname': '__dirname' },
  // The native parts of ssh2 are optional, and nothing native is shipped.
  external: ['cpu-features', '*.node'],
};

const cutBundles = bundles.filter(({ isCut }) => isCut);

/**
 * Lets `import()` of another bundle's entry, and every import of a shared library, load that bundle.
 *
 * @param {typeof bundles} own those that are built together: what they load of each other is known
 * @returns {import('esbuild').Plugin}
 */
const otherBundles = own => ({
  name: 'other-bundles',
  setup(building) {
    building.onResolve({ filter: /./ }, ({ kind, path, resolveDir }) => {
      const shared = kind !== 'entry-point' && bundles.find(({ entry, isShared }) => isShared && entry === path);
      if (shared) return { path: `./${shared.output}`, external: true };
      if (kind !== 'dynamic-import') return undefined;
      const file = path.startsWith('.') ? relative(projectFolder, join(resolveDir, path)).replaceAll('\\', '/') : path;
      const found = bundles.find(({ entry }) => entry === file);
      return found && !own.includes(found) ? { path: `./${found.output}`, external: true } : undefined;
    });
  },
});

/** The bundles are CommonJS: `require` finds all of the names in them, Node's `import()` does not. */
const commonJs = { supported: { 'dynamic-import': false } };

/**
 * Builds everything into dist/, from nothing.
 */
export async function buildAll() {
  const outputFolder = join(projectFolder, 'dist');
  rmSync(outputFolder, { recursive: true, force: true });
  mkdirSync(outputFolder, { recursive: true });
  // The project's own package.json says that .js files are modules; these are not.
  writeFileSync(join(outputFolder, 'package.json'), '{ "type": "commonjs" }\n');
  const whole = bundles.filter(({ isCut }) => !isCut);
  const inputs = await Promise.all([...whole.map(buildOne), buildCut()]);
  writeFileSync(join(outputFolder, 'third-party-licences.txt'), licencesOf(inputs.flat()));
}

/**
 * @param {(typeof bundles)[number]} bundle
 * @returns {Promise<string[]>} the files that went into it, below the project folder
 */
async function buildOne(bundle) {
  const { entry, output, target, external = [], browser } = bundle;
  const { metafile } = await build({
    ...sharedOptions,
    metafile: true,
    entryPoints: [entry],
    outfile: join('dist', output),
    target,
    minify: true,
    legalComments: 'none',
    external: [...(sharedOptions.external ?? []), ...external],
    plugins: [otherBundles([bundle])],
    ...commonJs,
    ...(browser ? { platform: 'browser', format: 'esm', define: {}, plugins: [], supported: {} } : {}),
  });
  return Object.keys(metafile.inputs);
}

/**
 * Builds the bundles that are cut, each with the files that it shares. esbuild cuts only ES modules: they are made
 * CommonJS afterwards.
 *
 * @returns {Promise<string[]>} the files that went into them, below the project folder
 */
async function buildCut() {
  const { metafile, outputFiles } = await build({
    ...sharedOptions,
    metafile: true,
    format: 'esm',
    splitting: true,
    write: false,
    entryPoints: cutBundles.map(({ entry, output }) => ({ in: entry, out: output.replace(/\.js$/, '') })),
    chunkNames: '[name]-[hash]',
    outdir: 'dist',
    target: 'node20',
    minify: true,
    legalComments: 'none',
    plugins: [otherBundles(cutBundles)],
  });
  const options = /** @type {const} */ ({ format: 'cjs', platform: 'node', target: 'node20', charset: 'utf8' });
  await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const { code } = await transform(text, { ...options, minify: true, legalComments: 'none', ...commonJs });
      writeFileSync(path, code);
    }),
  );
  return Object.keys(metafile.inputs);
}

/**
 * The licence texts of the libraries whose files are in the bundles: they ask to go where the code goes.
 *
 * @param {readonly string[]} inputs
 */
function licencesOf(inputs) {
  const folders = new Set(inputs.flatMap(path => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const parts = [...folders].sort().map(folder => {
    const { name, version, license, author } = JSON.parse(
      readFileSync(join(projectFolder, folder, 'package.json'), 'utf8'),
    );
    const files = readdirSync(join(projectFolder, folder)).filter(file => /^(?:licen[cs]e|copying|notice)/i.test(file));
    const texts = files.map(file => readFileSync(join(projectFolder, folder, file), 'utf8').trim());
    // Some packages only name their licence.
    if (texts.length === 0) texts.push(`Licence: ${license}. ${author?.name ?? author ?? ''}`.trim());
    return `${name} ${version}\n\n${texts.join('\n\n')}\n`;
  });
  return parts.join(`\n${'-'.repeat(80)}\n\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();

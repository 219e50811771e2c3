// What is known and checked, in numbers: counted in the tree each time, for both READMEs.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { table } from './markdown-table.mjs';
import { inProject } from './paths.mjs';
import { valueOfModule } from './value-of-module.mjs';

/**
 * @typedef {{ od: number, x: number, oslo: number, py: number }} RuleCounts
 * @typedef {{ rules: RuleCounts, releases: readonly string[], novaOptions: number, placementOptions: number,
 *   actions: number, checks: number, labScenarios: number, owners: readonly string[] }} CodeFacts
 * @typedef {{ signatures: number, samples: number, nearMisses: number, causes: number, runs: number, systems: number,
 *   formats: number, wrappers: number, formatSamples: number, errorNumbers: number, exceptions: number,
 *   operations: number, stages: number, verdicts: number, deployments: readonly string[], runbooks: number,
 *   clusterScenarios: number, sqlalchemyFacts: number } & CodeFacts} Facts
 */

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(inProject(path), 'utf8'));
}

/** @param {string} folder @param {string} ending */
function filesIn(folder, ending) {
  return readdirSync(inProject(folder)).filter(name => name.endsWith(ending));
}

/** @param {string} folder */
function foldersIn(folder) {
  return readdirSync(inProject(folder), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name);
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {(item: Item) => number} count
 */
function sum(items, count) {
  return items.reduce((total, item) => total + count(item), 0);
}

/** What only the code can tell. @returns {CodeFacts} */
function codeFacts() {
  const facts = valueOfModule(`
    import { labScenarios } from './core/cluster/lab-scenarios.ts';
    import { engineWords } from './core/config/workspace-shape.ts';
    import { configRules } from './core/config/rules/rules.ts';
    import { pythonRules } from './core/python/rules/py-rules.ts';
    import { actions } from './core/runbook/actions/actions.ts';
    import { checks } from './core/runbook/checks/checks.ts';
    import { readOptionKnowledge } from './io/option-knowledge.ts';
    const { releases, cataloguesOf } = readOptionKnowledge('knowledge');
    const newest = cataloguesOf(releases.at(-1));
    const count = catalogue => catalogue.groups.flatMap(group => catalogue.optionsOf(group)).length;
    const beginning = prefix => configRules.filter(({ id }) => id.startsWith(prefix)).length;
    return {
      rules: { od: beginning('OD'), x: beginning('X'), oslo: beginning('OSLO-'), py: pythonRules.length },
      releases,
      novaOptions: count(newest.nova),
      placementOptions: count(newest.placement),
      actions: actions.length,
      checks: checks.length,
      labScenarios: labScenarios.length,
      owners: engineWords.filter(word => word !== 'auto'),
    };`);
  return /** @type {CodeFacts} */ (facts);
}

/** @returns {Facts} */
function countFacts() {
  const signatures = filesIn('knowledge/signatures', '.json').flatMap(
    name =>
      /** @type {{ samples: { positive: readonly string[], negative: readonly string[] } }[]} */ (
        readJson(`knowledge/signatures/${name}`).signatures
      ),
  );
  const formats = filesIn('knowledge/formats', '.json').map(
    name => /** @type {{ kind: string, samples: readonly unknown[] }} */ (readJson(`knowledge/formats/${name}`)),
  );
  const verdicts = JSON.parse(gunzipSync(readFileSync(inProject('test/fixtures/oslo-verdicts.json.gz'))).toString());
  return {
    ...codeFacts(),
    signatures: signatures.length,
    samples: sum(signatures, ({ samples }) => samples.positive.length),
    nearMisses: sum(signatures, ({ samples }) => samples.negative.length),
    causes: readJson('knowledge/causes.json').causes.length,
    runs: foldersIn('test/fixtures/real-logs').length,
    systems: readJson('knowledge/systems.json').systems.length,
    formats: formats.filter(({ kind }) => kind !== 'wrapper').length,
    wrappers: formats.filter(({ kind }) => kind === 'wrapper').length,
    formatSamples: sum(formats, ({ samples }) => samples.length),
    errorNumbers: readJson('knowledge/database-errors.json').errors.length,
    exceptions: readJson('knowledge/exceptions.json').exceptions.length,
    operations: readJson('knowledge/operations.json').operations.length,
    stages: readJson('knowledge/boot-stages.json').stages.length,
    verdicts: verdicts.cases.length,
    deployments: foldersIn('test/fixtures/deployments'),
    runbooks: filesIn('knowledge/runbooks', '.runbook.yaml').length,
    clusterScenarios: filesIn('test/cluster', '.test.ts').filter(name => name.startsWith('scenario-')).length,
    sqlalchemyFacts: readJson('test/fixtures/sqlalchemy/facts.json').facts.length,
  };
}

/** @param {string} name a folder of `test/fixtures/deployments`, such as kolla-2025.1 */
function deploymentTitle(name) {
  const [tool = '', release = ''] = name.split('-');
  const tools = /** @type {Record<string, string>} */ ({ tripleo: 'TripleO', juju: 'Juju', devstack: 'DevStack' });
  return `${tools[tool] ?? tool} ${releaseTitle(release)}`;
}

/** @param {string} release */
function releaseTitle(release) {
  return release.charAt(0).toUpperCase() + release.slice(1);
}

/** @param {Facts} facts */
function englishRows(facts) {
  const { rules, releases } = facts;
  const [first = '', last = ''] = [releases[0], releases.at(-1)];
  return [
    [
      'Signatures: known failures, life signs, harmless remarks',
      `[${facts.signatures}](docs/signatures.md)`,
      `${facts.samples} lines that must match, ${facts.nearMisses} near misses that must not`,
    ],
    [
      'Root causes',
      `${facts.causes}`,
      `logs of ${facts.runs} runs of a real nova that was broken on purpose; the truth stands beside them`,
    ],
    ['Systems whose logs are recognised', `[${facts.systems}](docs/systems.md)`, 'what each names exists'],
    [
      'Log formats, and wrappers around them (journald, docker, kubectl, grep …)',
      `${facts.formats} + ${facts.wrappers}`,
      `${facts.formatSamples} samples, each read beside all other formats`,
    ],
    [
      'Error numbers of databases and proxies; Python exceptions',
      `${facts.errorNumbers}; ${facts.exceptions}`,
      'each is translated',
    ],
    [
      'Operations and stages that `trace` names',
      `${facts.operations}; ${facts.stages}`,
      'samples beside each; real traces',
    ],
    [
      'Rules of `lint`',
      `[${rules.od + rules.x + rules.oslo + rules.py}](docs/rules.md)`,
      `${rules.od} on oslo.db, ${rules.x} across files, ${rules.oslo} on all other options, ${rules.py} on Python: files in which each fires, and in which it must not`,
    ],
    [
      'Options of nova and placement',
      `${facts.novaOptions} + ${facts.placementOptions} in ${last}`,
      `${releases.length} releases from ${releaseTitle(first)} to ${last}, asked of oslo.config; it judged ${facts.verdicts} made-up files, and we judge the same`,
    ],
    [
      'Facts about SQLAlchemy',
      `${facts.sqlalchemyFacts}`,
      'asked of SQLAlchemy 1.3 to 2.1 (`scripts/confirm-sqlalchemy.py`)',
    ],
    [
      'Runbooks; their actions and checks',
      `[${facts.runbooks}](docs/runbooks.md); [${facts.actions} and ${facts.checks}](docs/runbook-language.md)`,
      'on the simulated cluster with every fault that we thought of; some on a real one, see below',
    ],
    [
      `Who may own a service: ${facts.owners.join(', ')}`,
      `${facts.owners.length}`,
      'what the real programs print; docker also on a real cluster',
    ],
    [
      'Layouts of configuration',
      `${facts.deployments.length}`,
      `${facts.deployments.map(deploymentTitle).join(', ')}; any other by naming the files`,
    ],
    ['Scenarios of the simulated cluster', `${facts.labScenarios}`, 'each breaks and recovers in tests'],
    ['Languages', '2', 'English and Simplified Chinese; a test finds what is missing or left over'],
  ];
}

/** @param {Facts} facts */
function chineseRows(facts) {
  const { rules, releases } = facts;
  const [first = '', last = ''] = [releases[0], releases.at(-1)];
  return [
    [
      '特征（已知故障、启动停止标志、无害提示）',
      `[${facts.signatures}](docs/signatures.md)`,
      `${facts.samples} 行必须命中，${facts.nearMisses} 行相近但不得命中`,
    ],
    ['根因', `${facts.causes}`, `真实 nova 被故意弄坏 ${facts.runs} 次的日志，每次的真实原因记录在案`],
    ['能识别其日志的系统', `[${facts.systems}](docs/systems.md)`, '引用的每个特征都存在'],
    [
      '日志格式，以及外层包装（journald、docker、kubectl、grep 等）',
      `${facts.formats} + ${facts.wrappers}`,
      `${facts.formatSamples} 个样例，与所有其他格式一起测试`,
    ],
    ['数据库和代理的错误码；Python 异常', `${facts.errorNumbers}；${facts.exceptions}`, '每条都有翻译'],
    ['`trace` 能说出名字的操作和阶段', `${facts.operations}；${facts.stages}`, '每项都有样例；真实的追踪'],
    [
      '`lint` 规则',
      `[${rules.od + rules.x + rules.oslo + rules.py}](docs/rules.md)`,
      `oslo.db ${rules.od} 条，跨文件 ${rules.x} 条，其他选项 ${rules.oslo} 条，Python ${rules.py} 条；每条都有必须报告和不得报告的文件`,
    ],
    [
      'nova 和 placement 的选项',
      `${last} 版 ${facts.novaOptions} + ${facts.placementOptions}`,
      `${releaseTitle(first)} 到 ${last} 共 ${releases.length} 个版本，取自 oslo.config；${facts.verdicts} 个文件的判断与 oslo.config 一致`,
    ],
    ['关于 SQLAlchemy 的事实', `${facts.sqlalchemyFacts}`, '由 SQLAlchemy 1.3 到 2.1 实际运行确认'],
    [
      '运行手册；其动作和检查',
      `[${facts.runbooks}](docs/runbooks.md)；[${facts.actions} 和 ${facts.checks}](docs/runbook-language.md)`,
      '在模拟集群上注入各种故障；一部分在真实集群上执行过',
    ],
    [
      `服务由谁管理：${facts.owners.join('、')}`,
      `${facts.owners.length}`,
      '真实程序的输出；docker 还在真实集群上验证过',
    ],
    [
      '配置文件的布局',
      `${facts.deployments.length}`,
      `${facts.deployments.map(deploymentTitle).join('、')}；其他布局可指定文件`,
    ],
    ['模拟集群的场景', `${facts.labScenarios}`, '测试中逐个出现故障并恢复'],
    ['语言', '2', '英文和简体中文；测试会找出缺少和多余的文字'],
  ];
}

const begin = '<!-- known: written by scripts/make-docs.mjs -->';
const end = '<!-- /known -->';

/** What is known and checked, for each README. */
const tables = {
  'README.md': (/** @type {Facts} */ facts) => table(['What', 'How many', 'Held by'], englishRows(facts)),
  'README.zh-CN.md': (/** @type {Facts} */ facts) => table(['内容', '数量', '如何验证'], chineseRows(facts)),
};

/**
 * The READMEs with the table of what is known as it is now, by their names.
 * @returns {Record<string, string>}
 */
export function readmesWithFacts() {
  const facts = countFacts();
  return Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => {
      const text = readFileSync(inProject(name), 'utf8');
      const [from, to] = [text.indexOf(begin), text.indexOf(end)];
      if (from < 0 || to < from) throw new Error(`${name} has no place for the table: ${begin} … ${end}`);
      return [name, [text.slice(0, from) + begin, '', ...rows(facts), '', text.slice(to)].join('\n')];
    }),
  );
}

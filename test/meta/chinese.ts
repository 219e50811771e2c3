/** Terms for which another one is used everywhere, so that one thing has one name; beside each the one that is used. */
const otherTerms: readonly (readonly [wrong: RegExp, right: string])[] = [
  [/运维手册|操作手册|运行簿/, '运行手册'],
  [/运行运行手册/, '执行运行手册'],
  [/实例|虚机/, '云主机'],
  [/规格|风味/, '云主机类型'],
  [/云硬盘|卷宗/, '卷'],
  [/控制器|主控节点|管理节点/, '控制节点'],
  [/备用节点|备机|从节点|VIP 节点/, '备节点、VIP 所在节点'],
  [/事故|事件报告/, '故障、故障报告'],
  [/跟踪此请求|跟踪请求|回溯/, '追踪、调用栈'],
  [/消息代理|消息服务器|消息中间件/, '消息队列'],
  [/清空队列|删除消息/, '清理队列'],
  [/虚拟主机/, 'vhost'],
  [/主机清单|库存文件/, '清单'],
  [/预演|试运行|空跑/, '演练'],
  [/凭证/, '凭据'],
  [/账户|帐户|帐号/, '账号'],
  [/登陆/, '登录'],
  [/缺省|预设值/, '默认'],
  [/发行版/, '版本'],
  [/协程|绿线程/, '绿色线程'],
  [/工作进程/, 'worker'],
  [/法定数量|quorum 队列/, '法定人数、仲裁队列'],
  [/沿途|途中/, '路径上'],
  [/(?<!主)机密(?!钥|存储)/, '敏感信息'],
  [/被调方/, '被调用方'],
  [/撤回|回滚操作/, '撤销'],
  [/回复(?!消息)/, '应答'],
  [/你/, '您'],
  [/traceback/, '调用栈'],
  [/cell mapping/, 'cell 映射'],
];

const chinese = '\\u4e00-\\u9fff';
const hasChinese = new RegExp(`[${chinese}]`);
/** Marks of Chinese text, which bring their own space with them. */
const fullMarks = '，。；：？！、（）“”';

/** Rules of style that a machine can hold, each with what it says about a text that breaks it. */
const styleRules: readonly (readonly [pattern: RegExp, fault: string])[] = [
  [new RegExp(`[${chinese}][,;:?!(]|[,;:?!)][${chinese}]`), 'a half-width mark beside Chinese'],
  [new RegExp(`[${fullMarks}] | [${fullMarks}]`), 'a blank beside a full-width mark'],
  [new RegExp(`[${chinese}] +[${chinese}]`), 'a blank between Chinese characters'],
  [new RegExp(`[${chinese}][A-Za-z0-9{\`]|[A-Za-z0-9}\`%][${chinese}]`), 'no blank between Chinese and other words'],
  [/(?<=\S) {2,}/, 'several blanks'],
  [/……|\.\.\.(?=[。，]|$)/, 'an ellipsis that is not one …'],
  [/[，。；：？！、]{2}/, 'two marks side by side'],
];

/**
 * What is wrong with a translation into Simplified Chinese, as far as a machine can tell.
 * @param english the text that is translated.
 * @returns one sentence for each fault; none for a good translation.
 */
export function faultsOfChinese(english: string, translation: string): string[] {
  const faults = [...faultsAgainst(english, translation)];
  if (!hasChinese.test(translation)) return faults;
  // Code and links are no prose: they stay as they are.
  const prose = translation.replace(/`[^`]*`/g, '`code`').replace(/\]\(command:[^)]*\)/g, ']');
  for (const [pattern, fault] of styleRules) if (pattern.test(prose)) faults.push(fault);
  for (const [wrong, right] of otherTerms) {
    const found = wrong.exec(translation)?.[0];
    if (found !== undefined) faults.push(`${found}, where everything else says ${right}`);
  }
  return faults;
}

/** Faults that show only where both texts are compared. */
function* faultsAgainst(english: string, translation: string): Iterable<string> {
  for (const [what, pattern] of [
    ['placeholders', /\{\d+\}|\$\{[\w-]+\}/g],
    ['code', /`[^`]*`/g],
    ['links', /\]\(command:[^)]*\)/g],
  ] as const) {
    const [left, right] = [english, translation].map(text => (text.match(pattern) ?? []).sort().join(' '));
    if (left !== right) yield `other ${what}: ${left} and ${right}`;
  }
  if (outerBlanks(english) !== outerBlanks(translation)) yield 'other blanks at its ends';
  if (english.endsWith('…') && !translation.includes('…')) yield 'no … for what asks further';
  const numbers = english.replace(/\{\d+\}/g, '').match(/\d(?:[\d.,:]*\d)?/g) ?? [];
  const missing = numbers.filter(number => !translation.includes(number));
  if (missing.length > 0) yield `numbers that it does not have: ${missing.join(' ')}`;
  const half = halfWidthRuns(translation).filter(run => !english.includes(run));
  if (half.length > 0) yield `half-width marks that the English does not have: ${half.join(' ')}`;
  const left = englishLeft(translation);
  if (left !== undefined) yield `English that was left: ${left}`;
}

/** The blanks around a text; a full-width mark brings the one behind it with it. */
function outerBlanks(text: string): string {
  const behind = new RegExp(`[:${fullMarks}] ?$`).test(text) ? '' : /\s*$/.exec(text)?.[0];
  return `${/^\s*/.exec(text)?.[0]}|${behind}`;
}

/** Pieces such as `a,b` and `word(s)`: right in code, which is the same in English, and wrong in prose. */
function halfWidthRuns(text: string): string[] {
  if (!hasChinese.test(text)) return [];
  return (text.match(/[!-~]*[,;:(][!-~]+/g) ?? []).filter(run => !run.includes('](command:'));
}

/** A piece of English prose in a translation: what stands in quotes is what a log or a program says. */
function englishLeft(translation: string): string | undefined {
  const bare = translation.replace(/“[^”]*”|"[^"]*"|'[^']*'|`[^`]*`/g, '');
  if (!hasChinese.test(bare)) return /\b(?:the|an?|is|are|of|that|which|with|not) /.exec(bare)?.[0] && bare;
  return /\b[A-Za-z]+(?: [a-z]+){4,}/.exec(bare)?.[0] ?? /\b(?:the|is|are|that|which|was) [a-z]+/.exec(bare)?.[0];
}

/** Pairs of an English text and its translation, from two values of the same shape; what only one of them has is left out. */
export function pairsOf(english: unknown, translation: unknown): [english: string, translation: string][] {
  if (typeof english === 'string' && typeof translation === 'string') return [[english, translation]];
  if (typeof english !== 'object' || typeof translation !== 'object' || english === null || translation === null) {
    return [];
  }
  const others = new Map(Object.entries(english));
  return Object.entries(translation).flatMap(([key, value]) => pairsOf(others.get(key), value));
}

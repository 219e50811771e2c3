import type { Translator } from '../../text/l10n.ts';
import { padEnd, visible, visibleLine, wrap } from '../../text/layout.ts';
import type { Capacity } from '../capacity.ts';
import type { ConfigFinding, FindingSeverity } from '../finding.ts';
import { type LintReport, type Region, regionsOf, reportedFix, reportedText } from './lint-report.ts';

export interface TextOptions {
  readonly l10n: Translator;
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
}

/** A sum of connections has places in each file of each controller: JSON has all of them. */
const mostRelatedPlaces = 8;

type Style = 'bold' | 'dim' | FindingSeverity;
const styleCodes: Readonly<Record<Style, string>> = { bold: '1', dim: '2', error: '1;31', warning: '33', info: '36' };

interface Page extends TextOptions {
  readonly report: LintReport;
  readonly lines: string[];
  readonly regionOf: (place: ConfigFinding['place']) => Region;
  paint(style: Style, text: string): string;
}

/** The report for people: findings by file, then what the database must take, then the count. */
export function lintText(report: LintReport, options: TextOptions): string {
  const page: Page = {
    ...options,
    report,
    lines: [],
    regionOf: regionsOf(report.texts),
    paint: (style, text) => (options.color && text !== '' ? `\u001b[${styleCodes[style]}m${text}\u001b[0m` : text),
  };
  const paths = new Set(report.findings.map(finding => finding.place.path));
  for (const path of paths) addFile(page, path);
  addCapacity(page, report.capacity);
  addSummary(page);
  return `${page.lines.join('\n')}\n`;
}

function addFile(page: Page, path: string): void {
  page.lines.push(page.paint('bold', visibleLine(path)));
  for (const finding of page.report.findings) if (finding.place.path === path) addFinding(page, finding);
  page.lines.push('');
}

function addFinding(page: Page, finding: ConfigFinding): void {
  const { redactor } = page.report;
  const { line, column } = page.regionOf(finding.place);
  const severity = severityWord(finding.severity, page.l10n);
  const place = padEnd(`${line}:${column}`, 7);
  const head = `  ${place} ${page.paint(finding.severity, padEnd(severity, 7))} ${padEnd(finding.rule, 15)} `;
  const indent = ' '.repeat(2 + 7 + 1 + 7 + 1 + 15 + 1);
  const message = wrap(visibleLine(reportedText(finding.message, redactor)), Math.max(30, page.width - indent.length));
  page.lines.push(head + message[0]!, ...message.slice(1).map(each => indent + each));
  const related = finding.related ?? [];
  for (const { place, message } of related.slice(0, mostRelatedPlaces))
    page.lines.push(
      page.paint(
        'dim',
        `${indent}${visible(place.path)}:${page.regionOf(place).line}: ${visibleLine(reportedText(message, redactor))}`,
      ),
    );
  const hidden = related.length - mostRelatedPlaces;
  if (hidden > 0) page.lines.push(page.paint('dim', indent + page.l10n.t('… and {0} more', hidden)));
  const fix = reportedFix(finding, redactor);
  if (fix !== undefined)
    page.lines.push(page.paint('dim', `${indent}${page.l10n.t('fix: {0}', visibleLine(fix.title))}`));
}

function severityWord(severity: FindingSeverity, l10n: Translator): string {
  if (severity === 'error') return l10n.t('error');
  return severity === 'warning' ? l10n.t('warning') : l10n.t('info');
}

function addCapacity(
  { l10n, lines, paint }: Page,
  { services, possible, steady, maxConnections, missing }: Capacity,
): void {
  if (services.length === 0) return;
  const number = (value: number) => (Number.isFinite(value) ? grouped(value) : '∞');
  lines.push(paint('bold', l10n.t('Connections to the database')));
  for (const service of services)
    lines.push(
      l10n.t(
        '  {0}: {1} processes × {2} engines × {3} = {4}, steady {5}',
        service.service,
        service.processes,
        service.engines,
        number(service.perProcess),
        number(service.possible),
        number(service.steady),
      ),
    );
  lines.push(
    l10n.t(
      '  together {0}, steady {1}; the database takes {2}',
      number(possible),
      number(steady),
      number(maxConnections.value),
    ),
  );
  if (missing.length > 0)
    lines.push(
      paint('dim', l10n.t('  counted with what is usual; {0} in .nova-doctor.yaml would tell', missing.join(', '))),
    );
  lines.push('');
}

/** With commas between thousands. `toLocaleString` would take longer than the whole lint, because it loads the data of all languages. */
function grouped(value: number): string {
  const [whole = '', rest] = String(value).split('.');
  const withCommas = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return rest === undefined ? withCommas : `${withCommas}.${rest}`;
}

function addSummary({ l10n, lines, report, paint }: Page): void {
  const count = (severity: FindingSeverity) => report.findings.filter(each => each.severity === severity).length;
  const [errors, warnings, infos] = [count('error'), count('warning'), count('info')];
  const style: Style = errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'bold';
  lines.push(
    paint(
      style,
      l10n.t('{0} errors, {1} warnings, {2} notes in {3} files.', errors, warnings, infos, report.files.length),
    ),
  );
  lines.push(paint('dim', releaseText(report, l10n)));
}

function releaseText({ release, releaseOrigin, releasePath, releaseNearestTo }: LintReport, l10n: Translator): string {
  if (releaseOrigin === 'assumed')
    return l10n.t(
      'Judged with the options of {0}, because nothing tells the release: name it with --release or in .nova-doctor.yaml.',
      release,
    );
  if (releasePath !== undefined && releaseNearestTo !== undefined)
    return l10n.t(
      'Judged with the options of {0}, the nearest to {1}, which {2} names.',
      release,
      releaseNearestTo,
      visible(releasePath),
    );
  if (releasePath !== undefined)
    return l10n.t('Judged with the options of {0}, which {1} names.', release, visible(releasePath));
  return l10n.t('Judged with the options of {0}.', release);
}

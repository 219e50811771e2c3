import type { Translator } from '../../text/l10n.ts';
import { visible } from '../../text/layout.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Analysis, Incident } from '../analysis.ts';
import { timelineLanes } from '../timeline.ts';
import type { ProblemText } from './json.ts';
import { timelineSvg } from './timeline-svg.ts';
import { confidenceWord, numberText, placesOf, severityWord, sizeText, spanText, timeText, totalsOf } from './words.ts';

export interface HtmlOptions {
  readonly l10n: Translator;
  readonly redactor: Redactor;
  readonly version: string;
  readonly problems: readonly ProblemText[];
  /** Of the texts, as HTML names it: `en`, `zh-cn`. */
  readonly language: string;
}

const mostPlaces = 50;
const mostFindings = 200;
const mostUnknown = 50;
const mostLanes = 24;

interface Page extends HtmlOptions {
  readonly analysis: Analysis;
  /** Text of a log or of the knowledge: redacted, without control characters, escaped. */
  readonly prose: (text: string) => string;
}

/**
 * The analysis as one HTML file that needs nothing else: no script, no address, its style within it. Redacted. Its policy
 * forbids whatever a log might have smuggled in.
 */
export function analysisHtml(analysis: Analysis, options: HtmlOptions): string {
  const { l10n, redactor } = options;
  const page: Page = { ...options, analysis, prose: text => escapeHtml(visible(redactor.redact(text))) };
  const { incidents } = analysis;
  const body = [
    `<h1>${page.prose(l10n.t('Analysis of Nova logs'))}</h1>`,
    ...(incidents.length === 0 ? [`<p>${page.prose(l10n.t('No incident was found.'))}</p>`] : []),
    ...incidents.map(incident => incidentHtml(page, incident)),
    findingsHtml(page),
    unknownHtml(page),
    filesHtml(page),
  ];
  return `<!DOCTYPE html>
<html lang="${escapeHtml(options.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.prose(incidents[0]?.title ?? l10n.t('Analysis of Nova logs'))}</title>
<style>${style}</style>
</head>
<body>
<main>
${body.filter(part => part !== '').join('\n')}
</main>
</body>
</html>
`;
}

function incidentHtml(page: Page, incident: Incident): string {
  const { l10n, analysis, prose } = page;
  const findings = incident.findings.flatMap(index => analysis.findings[index] ?? []);
  const facts = [
    confidenceWord(incident.confidence, l10n),
    spanText(incident.start, incident.end, incident.zoneMinutes, l10n),
    [...new Set(findings.flatMap(finding => finding.services))].join(', '),
    [...new Set(findings.flatMap(finding => finding.hosts))].join(', '),
  ];
  const severity = `<span class="severity ${incident.severity}">${prose(severityWord(incident.severity, l10n))}</span>`;
  return [
    '<section>',
    `<h2>${severity} ${prose(l10n.t(incident.title))}</h2>`,
    `<p class="facts">${prose(facts.filter(fact => fact !== '').join(' · '))}</p>`,
    listHtml(page, l10n.t('Why'), incident.because),
    timelineHtml(page, incident),
    chainHtml(page, incident),
    placesHtml(page, incident),
    checksHtml(page, incident),
    listHtml(page, l10n.t('Do'), incident.remedies),
    '</section>',
  ]
    .filter(part => part !== '')
    .join('\n');
}

function listHtml({ prose }: Page, heading: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<h3>${prose(heading)}</h3>\n<ul>${items.map(item => `<li>${prose(item)}</li>`).join('')}</ul>`;
}

function timelineHtml(page: Page, incident: Incident): string {
  const lanes = timelineLanes(page.analysis, incident, 'problem').slice(0, mostLanes);
  const svg = timelineSvg(lanes, { l10n: page.l10n, prose: page.prose });
  return svg === '' ? '' : `<h3>${page.prose(page.l10n.t('When'))}</h3>\n<div class="scrolled">${svg}</div>`;
}

function chainHtml({ l10n, analysis, prose }: Page, incident: Incident): string {
  const echoes = incident.echoes.flatMap(index => analysis.findings[index] ?? []);
  if (echoes.length === 0) return '';
  const items = echoes.map(echo => {
    const time = echo.first.time === undefined ? '' : timeText(echo.first.time, undefined).slice(11);
    const note = [l10n.t('{0}×', numberText(echo.count)), echo.services.join(', '), echo.hosts.join(', ')];
    const shown = note.filter(text => text !== '').join(' · ');
    return `<li><span class="time">${prose(time)}</span> <strong>${prose(l10n.t(echo.title))}</strong> <span class="facts">${prose(shown)}</span></li>`;
  });
  return `<h3>${prose(l10n.t('What follows from it'))}</h3>\n<ol class="chain">${items.join('')}</ol>`;
}

function placesHtml(page: Page, incident: Incident): string {
  const { l10n, prose } = page;
  const places = placesOf(page.analysis, incident, l10n);
  const rows = places
    .slice(0, mostPlaces)
    .map(place => [
      `<code>${prose(`${place.path}:${place.line}`)}</code>`,
      place.time === undefined ? '' : prose(timeText(place.time, place.zone)),
      numberText(place.count),
      prose(place.title),
    ]);
  const headings = [l10n.t('Place'), l10n.t('Time'), l10n.t('Count'), l10n.t('What')];
  const shown = tableHtml(page, headings, rows, places.length);
  return shown === '' ? '' : `<h3>${prose(l10n.t('Evidence'))}</h3>\n${shown}${excerptHtml(page, incident)}`;
}

/** The first entry that tells the cause, as it stands in the log. */
function excerptHtml({ analysis, prose }: Page, incident: Incident): string {
  const findings = incident.findings.flatMap(index => analysis.findings[index] ?? []);
  const main = findings.find(finding => finding.signature === incident.signature) ?? findings[0];
  const sample = main?.samples[0];
  return sample === undefined
    ? ''
    : `\n<p><code>${prose(`${sample.path}:${sample.line}`)}</code></p>\n<pre>${prose(sample.text)}</pre>`;
}

function checksHtml({ l10n, prose }: Page, incident: Incident): string {
  if (incident.checks.length === 0) return '';
  const items = incident.checks.map(
    ({ command, lookFor }) => `<li><code>${prose(command)}</code><br>${prose(lookFor)}</li>`,
  );
  return `<h3>${prose(l10n.t('Check'))}</h3>\n<ul>${items.join('')}</ul>`;
}

function findingsHtml(page: Page): string {
  const { l10n, analysis, prose } = page;
  const rows = analysis.findings
    .slice(0, mostFindings)
    .map(finding => [
      prose(severityWord(finding.severity, l10n)),
      numberText(finding.count),
      prose(l10n.t(finding.title)),
      prose(finding.hosts.join(', ')),
      `<code>${prose(`${finding.first.path}:${finding.first.line}`)}</code>`,
    ]);
  const headings = [l10n.t('Severity'), l10n.t('Count'), l10n.t('What'), l10n.t('Hosts'), l10n.t('First')];
  const shown = tableHtml(page, headings, rows, analysis.findings.length);
  return shown === '' ? '' : `<section>\n<h2>${prose(l10n.t('All problems'))}</h2>\n${shown}\n</section>`;
}

function unknownHtml(page: Page): string {
  const { l10n, analysis, prose } = page;
  const rows = analysis.unknown
    .slice(0, mostUnknown)
    .map(group => [
      numberText(group.count),
      `<code>${prose(group.shape)}</code>`,
      `<code>${prose(`${group.first.path}:${group.first.line}`)}</code>`,
    ]);
  const headings = [l10n.t('Count'), l10n.t('Shape'), l10n.t('First')];
  const shown = tableHtml(page, headings, rows, analysis.unknown.length);
  const heading = prose(l10n.t('Warnings and errors that no signature knows'));
  return shown === '' ? '' : `<section>\n<h2>${heading}</h2>\n${shown}\n</section>`;
}

function filesHtml(page: Page): string {
  const { l10n, analysis, prose } = page;
  const rows = analysis.files.map(file => [
    `<code>${prose(file.path)}</code>`,
    prose(file.service ?? ''),
    prose(file.host ?? ''),
    numberText(file.lines),
    sizeText(file.bytes),
    prose(spanText(file.firstTime, file.lastTime, file.zoneMinutes, l10n)),
  ]);
  const headings = [l10n.t('Log'), l10n.t('Service'), l10n.t('Host'), l10n.t('Lines'), l10n.t('Size'), l10n.t('Time')];
  const { unread } = totalsOf(analysis);
  const notes = [
    ...analysis.assumptions,
    ...page.problems.map(problem => problem.message),
    ...(unread > 0 ? [l10n.t('{0} lines were not understood.', numberText(unread))] : []),
    l10n.t('Secrets were replaced by [redacted-N]. Made by Nova Doctor {0}.', page.version),
  ];
  const items = notes.map(note => `<li>${prose(note)}</li>`).join('');
  const shown = tableHtml(page, headings, rows, rows.length);
  return `<section>\n<h2>${prose(l10n.t('What was looked at'))}</h2>\n${shown}\n<ul>${items}</ul>\n</section>`;
}

/** @param rows cells as HTML; @param all how many rows there would be. */
function tableHtml({ l10n, prose }: Page, headings: readonly string[], rows: readonly string[][], all: number): string {
  if (rows.length === 0) return '';
  const head = headings.map(heading => `<th scope="col">${prose(heading)}</th>`).join('');
  const body = rows.map(cells => `<tr>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  const more = all > rows.length ? `\n<p>${prose(l10n.t('and {0} more', all - rows.length))}</p>` : '';
  return `<div class="scrolled"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table></div>${more}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light dark; --line: #8884; --grey: #666; --cause: #c42b1c; --echo: #9a6700; --other: #0f6cbd; }
@media (prefers-color-scheme: dark) { :root { --grey: #a3a3a3; --cause: #f1707b; --echo: #e3b341; --other: #62abf5; } }
body { margin: 0; padding: 24px; font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 1080px; margin: 0 auto; }
h1 { font-size: 1.5em; } h2 { margin-top: 1.6em; padding-bottom: 4px; border-bottom: 1px solid var(--line); font-size: 1.25em; }
h3 { margin: 1.2em 0 .3em; font-size: 1em; } ul, ol { margin: 4px 0; padding-left: 24px; } p { margin: 4px 0; }
table { width: 100%; border-collapse: collapse; } .scrolled { overflow-x: auto; }
th, td { padding: 3px 14px 3px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
code, pre { font: .92em ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { padding: 8px 10px; overflow-x: auto; border: 1px solid var(--line); white-space: pre-wrap; }
.severity { padding: 0 6px; border: 1px solid; border-radius: 3px; font-size: .75em; vertical-align: middle; }
.error { color: var(--cause); } .warning { color: var(--echo); } .info { color: var(--other); }
.facts, .time { color: var(--grey); } .time { font-variant-numeric: tabular-nums; }
svg { max-width: 100%; height: auto; } svg text { fill: currentcolor; font: 12px system-ui, sans-serif; }
svg .line { stroke: var(--line); } svg .cause { fill: var(--cause); } svg .echo { fill: var(--echo); } svg .other { fill: var(--other); }
@media print { section { break-inside: avoid-page; } }
`;

import fc from 'fast-check';
import { shippedFormats } from './read-log.ts';

const times = [
  '2026-11-22 14:14:08.120',
  '2026-11-22 14:14:08.121',
  '2026-11-22 13:59:59.999',
  '2026-13-45 14:14:08.120',
  '2026-11-22 14:60:08.120',
  '2026-11-22 24:14:08.120',
];
const levels = ['DEBUG', 'INFO', 'AUDIT', 'WARNING', 'ERROR', 'TRACE', 'CRITICAL'];
const loggers = ['nova.compute.manager', 'oslo_messaging.rpc.server', 'nova.service', 'x'];
const contexts = [
  '[-] ',
  '[None req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44 - - - - - -] ',
  '[req-77797efa-49a3-4f55-9884-9839aa5db449 req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44 admin demo - - default default] ',
  '',
];
const texts = [
  'Something happened',
  'Traceback (most recent call last):',
  '  File "/usr/lib/python3/dist-packages/nova/x.py", line 12, in build',
  '    return self.call(x)',
  '           ^^^^^^^^^^^^',
  '  [Previous line repeated 12 more times]',
  'ValueError: x',
  '[SQL: SELECT 1]',
  "['Traceback (most recent call last):\\n', '  File']",
  '[instance: 0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11] Instance failed to spawn',
  '[instance: 0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11]   File "x.py", line 1, in f',
  '\u001b[01;31mred\u001b[00m',
  'a\u0000b',
  '',
  'During handling of the above exception, another exception occurred:',
];

const wrappings = [
  (line: string) => line,
  (line: string) => `Nov 22 14:14:08 ctl1 nova-conductor[123]: ${line}`,
  (line: string) => `[pod/nova-api-0/nova-api] ${line}`,
  (line: string) => `nova_conductor  | ${line}`,
  (line: string) => `ctl1/nova-conductor.log:${line}`,
  (line: string) => `2026-11-22T14:14:08.123456789Z ${line}`,
  (line: string) => `2026-11-22T14:14:08.123456789Z stderr P ${line}`,
  (line: string) => `2026-11-22T14:14:08.123456789Z stderr F ${line}`,
  (line: string) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-22T14:14:08.123456789Z' }),
];

const head = fc
  .tuple(
    fc.constantFrom(...times),
    fc.constantFrom('7', '8', ''),
    fc.constantFrom(...levels),
    fc.constantFrom(...loggers),
    fc.constantFrom(...contexts),
    fc.constantFrom(...texts),
  )
  .map(
    ([time, pid, level, logger, context, text]) =>
      `${time} ${pid === '' ? '' : `${pid} `}${level} ${logger} ${context}${text}`,
  );

const traceback = fc
  .tuple(fc.constantFrom(...times), fc.constantFrom(...loggers), fc.array(fc.constantFrom(...texts), { maxLength: 30 }))
  .map(([time, logger, lines]) => lines.map(line => `${time} 7 ERROR ${logger} ${line}`).join('\n'));

const sample = fc.constantFrom(...shippedFormats.flatMap(format => format.samples.map(({ text }) => text)));

/** Lines of a log, of one record or of several, in one of many wrappings. */
export const block: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: head },
      { weight: 3, arbitrary: traceback },
      fc.constantFrom(...texts),
      sample,
      fc.string(),
    ),
    fc.nat({ max: 40 }),
  )
  .map(([text, wrapping]) =>
    text
      .split('\n')
      .map(wrappings[wrapping] ?? wrappings[0]!)
      .join('\n'),
  );

/** A log of up to 40 such blocks. */
export const logBytes: fc.Arbitrary<Buffer> = fc
  .tuple(fc.array(block, { maxLength: 40, size: 'max' }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, lineEnd, isEnded]) => Buffer.from(lines.join(lineEnd) + (isEnded ? lineEnd : '')));

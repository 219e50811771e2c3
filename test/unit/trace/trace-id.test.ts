import assert from 'node:assert/strict';
import { longestId, readTraceId } from '../../../core/log/trace/trace-id.ts';

const uuid = '70df1fdd-8566-417f-ad98-d853a5973bcc';

describe('the id of a trace', () => {
  const read: readonly (readonly [string, string, string])[] = [
    [`req-${uuid}`, 'request', `req-${uuid}`],
    [`  REQ-${uuid.toUpperCase()}\n`, 'request', `req-${uuid}`],
    [`greq-${uuid}`, 'request', `req-${uuid}`],
    [uuid, 'uuid', uuid],
    [uuid.toUpperCase(), 'uuid', uuid],
    ['ac4fd8e8451841fe9ecd3db98e975663', 'message', 'ac4fd8e8451841fe9ecd3db98e975663'],
    ['instance-0000002a', 'text', 'instance-0000002a'],
    ['(.*)+$[^x]|\\d{9}', 'text', '(.*)+$[^x]|\\d{9}'],
    ['云主机创建失败了呢', 'text', '云主机创建失败了呢'],
    [`req-${uuid} trailing`, 'text', `req-${uuid} trailing`],
  ];
  for (const [written, shape, text] of read) {
    it(`${JSON.stringify(written)} is a ${shape}`, () => {
      assert.deepEqual(readTraceId(written), { id: { shape, text } });
    });
  }

  const refused: readonly (readonly [string, string])[] = [
    ['', 'empty'],
    [' \t\n', 'empty'],
    ['req-70d', 'too-short'],
    ['x'.repeat(longestId + 1), 'too-long'],
    ['two lines\nin one', 'not-printable'],
    ['with a \u0000 in it', 'not-printable'],
    ['with a \u001b[31m in it', 'not-printable'],
  ];
  for (const [written, problem] of refused) {
    it(`${JSON.stringify(written.slice(0, 40))} is refused as ${problem}`, () => {
      assert.deepEqual(readTraceId(written), { problem });
    });
  }
});

// A mocha reporter that writes what happened as lines of JSON into the file named by NOVA_DOCTOR_TEST_RESULTS. It is the
// same one for tests under Node and for tests inside VS Code, whose output reaches nobody else.
import { appendFileSync } from 'node:fs';

/**
 * @typedef {{event: 'pass' | 'skip', title: string}
 *   | {event: 'fail', title: string, reason: string}
 *   | {event: 'end'}} TestEvent
 * @typedef {{fullTitle(): string}} ReportedTest
 */

export default class ResultsReporter {
  /** @param {{on(event: string, listener: (test: ReportedTest, error?: Error) => void): unknown}} runner mocha's */
  constructor(runner) {
    const resultsFile = process.env.NOVA_DOCTOR_TEST_RESULTS;
    if (resultsFile === undefined) throw new Error('NOVA_DOCTOR_TEST_RESULTS names no file for the results.');
    /** @param {TestEvent} event */
    const write = event => appendFileSync(resultsFile, `${JSON.stringify(event)}\n`);

    runner.on('pass', test => write({ event: 'pass', title: test.fullTitle() }));
    runner.on('pending', test => write({ event: 'skip', title: test.fullTitle() }));
    runner.on('fail', (test, error) => {
      write({ event: 'fail', title: test.fullTitle(), reason: error?.stack ?? String(error) });
    });
    runner.on('end', () => write({ event: 'end' }));
  }
}

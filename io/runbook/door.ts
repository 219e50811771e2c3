// What the extension and the command line load when they first have to do with a runbook, as one bundle.
export { exportAnsible } from '../../core/runbook/export-ansible.ts';
export { ourWords } from '../../core/runbook/our-words.ts';
export { checkParameters, parameterProblemText } from '../../core/runbook/parameters.ts';
export { problemLine, problemText } from '../../core/runbook/problem-text.ts';
export { runReport } from '../../core/runbook/report.ts';
export { reportMarkdown } from '../../core/runbook/report-markdown.ts';
export { createRedactor } from '../../core/text/redact.ts';
export { readLogKnowledge } from '../knowledge.ts';
export { breakLocks, lockText, readLocks } from './cluster-lock.ts';
export { findRunbooks, readRunbookFile, runbookEnding, sameIds } from './find-runbooks.ts';
export { createJournalStore } from './journal-store.ts';
export { keepPlan, keptPlan } from './kept-plans.ts';
export { makePlanNow } from './make-plan-now.ts';
export { planName } from './plans.ts';
export { resumeRun, startRun } from './run.ts';
export { runsFolder } from './runs-folder.ts';

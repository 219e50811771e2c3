import { join } from 'node:path';
import type { LogFilter } from '../../../core/log/view/log-filter.ts';
import type { Target, ViewAnswer, ViewLine, ViewState } from '../../../core/log/view/protocol.ts';
import { readViewKnowledge, type ViewKnowledge } from '../../../io/log-view/knowledge.ts';
import { type LogView, openLogView } from '../../../io/log-view/session.ts';

/** A view without a page: it is asked, and its answers are waited for. */
export interface TestView {
  /** Resolves with the next answer, or one that came before and was not waited for, that is as wanted. */
  next<Type extends ViewAnswer['type']>(
    type: Type,
    isWanted?: (answer: Extract<ViewAnswer, { type: Type }>) => boolean,
  ): Promise<Extract<ViewAnswer, { type: Type }>>;
  indexed(): Promise<ViewState>;
  rows(row: number, count: number): Promise<readonly ViewLine[]>;
  /** Resolves when the filter has gone through. */
  filter(
    filter: LogFilter,
    options?: { isHiding?: boolean; context?: number },
  ): Promise<Extract<ViewAnswer, { type: 'filtered' }>>;
  /** The line where it is, or why there is none. */
  goTo(target: Target): Promise<number | string>;
  readonly view: LogView;
}

/** What is known of logs; read once for all views. */
let knowledge: Promise<ViewKnowledge> | undefined;
const readKnowledge = () =>
  (knowledge ??= readViewKnowledge(join(import.meta.dirname, '../../../knowledge'), 'en', []));

export function testView(path: string): TestView {
  const answers: ViewAnswer[] = [];
  let waiting: (() => void)[] = [];
  let id = 1;
  const view = openLogView({
    path,
    readKnowledge,
    scanWorker: undefined,
    send: answer => {
      answers.push(answer);
      const told = waiting;
      waiting = [];
      for (const go of told) go();
    },
  });

  const next: TestView['next'] = async (type, isWanted = () => true) => {
    for (;;) {
      const index = answers.findIndex(answer => answer.type === type && isWanted(answer as never));
      if (index !== -1) return answers.splice(index, 1)[0] as never;
      const failure = answers.find(answer => answer.type === 'failed');
      if (failure && type !== 'failed') throw new Error(JSON.stringify(failure));
      await new Promise<void>(resolve => waiting.push(resolve));
    }
  };

  return {
    view,
    next,
    indexed: async () => (await next('state', ({ state }) => state.isIndexed)).state,
    rows: async (row, count) => {
      const own = id++;
      view.handle({ type: 'rows', id: own, row, count });
      return (await next('rows', answer => answer.id === own)).lines;
    },
    filter: (filter, { isHiding = true, context = 0 } = {}) => {
      const own = id++;
      view.handle({ type: 'filter', id: own, filter, isHiding, context });
      return next('filtered', answer => answer.id === own && answer.isDone);
    },
    goTo: async target => {
      const own = id++;
      view.handle({ type: 'goTo', id: own, target });
      const found = await Promise.race([
        next('place', answer => answer.id === own),
        next('noPlace', answer => answer.id === own),
      ]);
      return found.type === 'place' ? found.line : found.reason;
    },
  };
}

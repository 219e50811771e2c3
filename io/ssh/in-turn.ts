/**
 * Lets questions be asked one after the other, however many hosts ask at once: a person answers one at a time.
 * @returns a function that asks when all questions before are answered, and gives the answer.
 */
export function askInTurn(): <Answer>(ask: () => Promise<Answer>) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return ask => {
    const answer = last.then(ask, ask);
    last = answer.catch(() => undefined);
    return answer;
  };
}

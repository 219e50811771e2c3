import type { Runbook, Step } from './runbook.ts';

/** The texts of a runbook in another language, by the names of parameters and the ids of steps. */
export interface RunbookTexts {
  readonly title: string;
  readonly summary: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly steps: Readonly<Record<string, StepTexts>>;
}

export interface StepTexts {
  readonly title: string;
  readonly description?: string;
  readonly manual?: string;
  /** What a person does to take it back. */
  readonly undo?: string;
}

/** A runbook with its texts in another language; what it does stays as it is. */
export function translateRunbook(runbook: Runbook, texts: RunbookTexts | undefined): Runbook {
  if (texts === undefined) return runbook;
  return {
    ...runbook,
    title: texts.title,
    summary: texts.summary,
    parameters: runbook.parameters.map(parameter => ({
      ...parameter,
      description: texts.parameters[parameter.name] ?? parameter.description,
    })),
    steps: runbook.steps.map(step => translateStep(step, texts.steps[step.id])),
  };
}

function translateStep(step: Step, texts: StepTexts | undefined): Step {
  if (texts === undefined) return step;
  return {
    ...step,
    title: texts.title,
    description: texts.description ?? step.description,
    manual: step.manual === undefined ? undefined : (texts.manual ?? step.manual),
    undo:
      step.undo === undefined
        ? undefined
        : { ...step.undo, manual: step.undo.manual && (texts.undo ?? step.undo.manual) },
  };
}

/** The texts that another language has to have. */
export function textsOfRunbook({ title, summary, parameters, steps }: Runbook): RunbookTexts {
  return {
    title,
    summary,
    parameters: Object.fromEntries(parameters.map(({ name, description }) => [name, description])),
    steps: Object.fromEntries(
      steps.map(({ id, title: name, description, manual, undo }) => [
        id,
        {
          title: name,
          ...(description === '' ? {} : { description }),
          ...(manual === undefined ? {} : { manual }),
          ...(undo?.manual === undefined ? {} : { undo: undo.manual }),
        },
      ]),
    ),
  };
}

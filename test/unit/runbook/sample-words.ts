import { type KnownKey, type KnownWords, knownTargets } from '../../../core/runbook/known-words.ts';

const key = (name: string, type: KnownKey['type'] = 'text', more: Partial<KnownKey> = {}): KnownKey => ({
  name,
  type,
  describe: () => name,
  ...more,
});

/** A few words, enough for tests of the reader; the real ones are with the checks and actions. */
export const sampleWords: KnownWords = {
  targets: knownTargets,
  signatures: ['mycat-1003-tx-interrupted', 'db-gone-away-2006', 'sa-reset-failed'],
  variables: ['run'],
  probes: [
    { name: 'vip', describe: () => 'vip', keys: [key('is', 'text', { words: ['exactly-one-holder', 'held'] })] },
    {
      name: 'consumers',
      describe: () => 'consumers',
      keys: [key('queue', 'text', { isRequired: true }), key('remain', 'number')],
    },
    {
      name: 'service',
      describe: () => 'service',
      keys: [
        key('name', 'text', { isRequired: true }),
        key('is', 'text', { isRequired: true, words: ['running', 'stopped'] }),
      ],
    },
    { name: 'queues', describe: () => 'queues', keys: [key('match', 'regex'), key('is', 'text')] },
  ],
  actions: [
    {
      name: 'service',
      effect: 'change',
      describe: () => 'service',
      keys: [
        key('service', 'text', { words: ['start', 'stop', 'restart'] }),
        key('name', 'text', { isRequired: true }),
      ],
    },
    { name: 'queues', effect: 'destroy', describe: () => 'queues', keys: [key('queues'), key('match', 'regex')] },
    {
      name: 'program',
      effect: undefined,
      describe: () => 'program',
      keys: [key('program', 'text', { takesReferences: false }), key('args', 'list'), key('sudo', 'boolean')],
    },
    { name: 'script', effect: undefined, describe: () => 'script', keys: [key('script'), key('sudo', 'boolean')] },
  ],
};

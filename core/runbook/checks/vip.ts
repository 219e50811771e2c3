import { holderOf } from '../targets.ts';
import { type CheckKind, expected } from './check.ts';

/** Where the virtual addresses are. */
export const vipCheck: CheckKind = {
  name: 'vip',
  describe: l10n => l10n.t('Which controller holds the VIP.'),
  keys: [
    {
      name: 'is',
      type: 'text',
      isRequired: true,
      words: ['exactly-one-holder', 'same-holder'],
      takesReferences: false,
      describe: l10n =>
        l10n.t(
          'exactly-one-holder: it can be told who holds it, or plays the holder’s part. same-holder: it is still the one for which the plan was made.',
        ),
    },
  ],
  run: async (check, { look, observer, holder, l10n }) => {
    const found = holderOf(await look.state(), observer.file, l10n);
    if ('refusal' in found) return { holds: false, seen: found.refusal };
    if (expected(check, 'is') === 'same-holder' && holder !== undefined && holder !== found.holder) {
      return {
        holds: false,
        seen: l10n.t('The VIP has moved from {0} to {1}: what was agreed to is for {0}.', holder, found.holder),
        isFinal: true,
      };
    }
    return { holds: true, seen: l10n.t('{0} holds the VIP.', found.holder) };
  },
};

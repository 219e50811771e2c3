import type { Translator } from '../text/l10n.ts';
import type { ServiceState } from './services.ts';

/** The state of a service as a word for people. */
export function stateWord(state: ServiceState['state'], l10n: Translator): string {
  switch (state) {
    case 'running':
      return l10n.t('running');
    case 'starting':
      return l10n.t('starting');
    case 'unhealthy':
      return l10n.t('unhealthy');
    case 'stopped':
      return l10n.t('stopped');
    case 'failed':
      return l10n.t('failed');
    case 'paused':
      return l10n.t('paused');
    case 'restarting':
      return l10n.t('restarting');
  }
}

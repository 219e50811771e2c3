import {
  detectCellMappingWrong,
  detectInvalidConfiguration,
  detectNeutronNotUsable,
  detectNoValidHost,
  detectPlacementUnreachable,
  detectQuotaReached,
  detectServiceVersionTooOld,
} from './application.ts';
import {
  detectBrokerAlarm,
  detectBrokerRefusal,
  detectBrokerStopped,
  detectFrozenPeers,
  detectQueueDeleted,
} from './broker.ts';
import { detectErrorCodes, detectPacketTooLarge, detectSchema } from './error-codes.ts';
import type { Detector } from './evidence.ts';
import { detectGaleraNonPrimary } from './galera.ts';
import { detectDeadlocks, detectPoolExhausted, detectRowLocks, detectSilentStall } from './locks-and-pools.ts';
import { detectLostConnections } from './lost-connections.ts';
import { detectMiddlewareTransactionTimeout } from './middleware.ts';
import { detectOwnSignatures } from './own-signatures.ts';
import { detectOpenFilesLimit, detectUnansweredCalls, detectWorkersKilled } from './services.ts';

/**
 * All detectors, in the order in which they run: what names its cause by itself comes first, what can be an echo of
 * something else comes last. A detector sees only what those before it have not explained.
 */
export const detectors: readonly Detector[] = [
  detectOwnSignatures,
  detectOpenFilesLimit,
  detectInvalidConfiguration,
  detectServiceVersionTooOld,
  detectMiddlewareTransactionTimeout,
  detectCellMappingWrong,
  detectGaleraNonPrimary,
  detectErrorCodes,
  detectSchema,
  detectPacketTooLarge,
  detectLostConnections,
  detectPoolExhausted,
  detectDeadlocks,
  detectRowLocks,
  detectBrokerRefusal,
  detectBrokerAlarm,
  detectBrokerStopped,
  detectFrozenPeers,
  detectQueueDeleted,
  detectWorkersKilled,
  detectSilentStall,
  detectUnansweredCalls,
  detectPlacementUnreachable,
  detectQuotaReached,
  detectNoValidHost,
  detectNeutronNotUsable,
];

#!/bin/bash
# Messages are purged from the conductor's queue while callers wait for them.
# The conductor is frozen for four seconds, so that messages pile up in the
# queue (with a prefetch count of one they stay in the broker), and is woken
# up again after the purge.  Nothing that was purged is ever answered.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=20 CONF_RABBIT='rabbit_qos_prefetch_count = 1'
run_begin queue_purged "Queue conductor purged while callers wait"
stack_up
boot 2
load rpc 8 45
sleep 10
signal_service conductor STOP
sleep 3
event "rabbitmqctl purge_queue conductor (and its per-host queue); messages: $(rabbitctl list_queues -p nova name messages | grep -c '^conductor')"
rabbitctl list_queues -p nova name messages >>"$OUT/EVENTS.txt"
rabbitctl purge_queue -p nova conductor
rabbitctl purge_queue -p nova conductor.ctl1
signal_service conductor CONT
event "purged; the conductor was held still for the few seconds around it"
load rpc 4 20 0 nova-load2
load_wait
run_end "The queue conductor was purged while callers waited for the answers to messages in it: those callers time out after rpc_response_timeout (20 s), later requests are answered at once. Conductor, broker and database are healthy (the conductor was held still for a few seconds only so that there was something to purge)." \
    "queue-purged" "service-frozen"

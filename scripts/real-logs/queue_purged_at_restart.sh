#!/bin/bash
# The conductor is restarted in order; in between somebody empties its queue,
# which held the requests of waiting callers.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=25
run_begin queue_purged_at_restart "Queue conductor purged between stop and start of nova-conductor"
stack_up
boot 2
load rpc 8 45
sleep 8
event "stop nova-conductor"
stop_services 8 conductor
sleep 3
event "rabbitmqctl purge_queue conductor"
rabbitctl list_queues -p nova name messages consumers | grep '^conductor' >>"$OUT/EVENTS.txt"
rabbitctl purge_queue -p nova conductor
start_service conductor
load rpc 4 25 0 nova-load2
load_wait
run_end "nova-conductor was restarted (a few seconds), and its queue was purged before it came back: the requests that waited in the queue are lost and their callers time out, although the conductor was back long before their time-out." \
    "queue-purged|conductor-not-running" "conductor-not-running"

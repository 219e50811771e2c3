#!/bin/bash
# nova-conductor with all its workers is killed and is not started again.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=15
run_begin conductor_killed_for_good "nova-conductor (parent and workers) killed, callers time out until the end"
stack_up
boot 2
load rpc 6 45
sleep 10
event "SIGKILL to nova-conductor and its workers; it is not started again"
signal_service conductor KILL
boot 1
load_wait
run_end "nova-conductor was killed with SIGKILL, parent and workers, and was not started again: its log just ends, its callers get MessagingTimeout until the end." \
    "conductor-not-running" ""

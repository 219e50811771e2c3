#!/bin/bash
# Only nova-conductor is frozen for 40 seconds, with heartbeats of 10 seconds.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=20 CONF_RABBIT='heartbeat_timeout_threshold = 10'
run_begin conductor_frozen "nova-conductor frozen (SIGSTOP) for 40 s, heartbeat threshold 10 s"
stack_up
boot 2
load rpc 6 65
sleep 8
event "SIGSTOP to nova-conductor and its workers"
signal_service conductor STOP
sleep 40
signal_service conductor CONT
event "SIGCONT to nova-conductor"
load_wait
run_end "The processes of nova-conductor were frozen for 40 s (SIGSTOP, as a suspended or starved machine would); the broker closed their connections for missed heartbeats; broker and database are healthy." \
    "service-frozen" ""

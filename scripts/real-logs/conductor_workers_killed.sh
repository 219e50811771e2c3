#!/bin/bash
# The worker processes of nova-conductor are killed again and again, as the
# kernel's OOM killer does; the parent starts new ones.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=15 CONDUCTOR_WORKERS=3
run_begin conductor_workers_killed "SIGKILL for conductor workers every three seconds"
stack_up
boot 2
LAB_PAUSE=0.05 load rpc 10 40
sleep 8
for round in $(seq 8); do
    victim=$(pgrep -P "$(pid_of conductor)" | shuf -n 1)
    event "SIGKILL to conductor worker $victim"
    kill -9 "$victim"
    sleep 3
done
boot 1
load_wait
run_end "Worker processes of nova-conductor were killed with signal 9, eight times within 24 s (as the OOM killer does); the parent started new ones each time." \
    "workers-killed" ""

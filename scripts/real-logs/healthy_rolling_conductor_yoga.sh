#!/bin/bash
# A healthy installation: the conductor is restarted twice in order under
# load, as an operator does after a change of configuration, while the log
# lines have the default format up to the Yoga release.
. "$(dirname "$0")/lib.sh"
LOG_STYLE=yoga
run_begin healthy_rolling_conductor_yoga "nova-conductor restarted in order twice under load; default format up to Yoga"
stack_up
boot 2
load rpc 5 40
sleep 8
for round in 1 2; do
    # The second conductor comes up before the first one is asked to end, so
    # that somebody consumes the queue at any time: this is a rolling restart.
    old=$(pid_of conductor)
    event "start a second nova-conductor beside the first (round $round)"
    start_service conductor
    sleep 7
    event "SIGTERM to the older nova-conductor"
    kill -TERM "$old"; wait_for 20 gone "$old"
    event "the older nova-conductor has ended"
    sleep 3
done
boot 1
load_wait
run_end "Nothing is wrong: a rolling restart of nova-conductor (the new one is up before the old one ends)." "" ""

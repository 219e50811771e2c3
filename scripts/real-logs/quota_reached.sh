#!/bin/bash
# The project's quota of instances is used up; nothing else is wrong.
. "$(dirname "$0")/lib.sh"
CONF_QUOTA=$'instances = 2\ncores = 20\nram = 51200'
run_begin quota_reached "Quota of two instances, five are asked for"
stack_up
load rpc 3 25
for i in 1 2 3 4 5; do boot 1; sleep 3; done
load_wait
run_end "The project's quota of two instances is used up: boots are refused with 403 (TooManyInstances); nothing is broken." \
    "quota-reached" ""

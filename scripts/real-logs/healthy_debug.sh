#!/bin/bash
# A healthy installation that logs with debug = True.
. "$(dirname "$0")/lib.sh"
LOG_STYLE=debug
run_begin healthy_debug "Healthy under light load, debug = True"
stack_up
boot 2
LAB_PAUSE=2 load rpc 3 20
sleep 10; list_servers
load_wait
run_end "Nothing is wrong; most of the lines are DEBUG." "" ""

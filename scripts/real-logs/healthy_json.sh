#!/bin/bash
# A healthy installation that logs JSON.
. "$(dirname "$0")/lib.sh"
LOG_STYLE=json
run_begin healthy_json "Healthy under load, use_json = True"
stack_up
boot 3
load rpc 5 25
sleep 10; list_servers; boot 1
load_wait
run_end "Nothing is wrong." "" ""

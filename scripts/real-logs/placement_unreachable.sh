#!/bin/bash
# The placement API ends while scheduler and compute run.
. "$(dirname "$0")/lib.sh"
CONF_DEFAULT='update_resources_interval = 10'
run_begin placement_unreachable "The placement API is stopped for 35 s while nova runs and instances are booted"
stack_up
boot 2
load rpc 3 40
sleep 6
event "stop the placement API"
stop_services 3 placement
sleep 3; boot 3
sleep 15; boot 1
sleep 14
start_service placement
sleep 5; boot 1
load_wait
run_end "The placement API was not reachable for 35 s (connection refused on its port): scheduling fails, the resource reports of nova-compute fail. Database and broker are healthy." \
    "placement-unreachable" "no-valid-host"

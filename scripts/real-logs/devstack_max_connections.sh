#!/bin/bash
# The server allows fewer connections than nova's pools open; devstack's format.
. "$(dirname "$0")/lib.sh"
LOG_STYLE=devstack
run_begin devstack_max_connections "max_connections = 12 under load; devstack's log format"
stack_up
boot 2
event "SET GLOBAL max_connections = 12"
sql -e "SET GLOBAL max_connections = 12"
LAB_PAUSE=0.02 load rpc 12 35
LAB_PAUSE=0.02 load db 12 25 0 nova-dbload
sleep 10; boot 1
load_wait
run_end "max_connections = 12 is lower than what the pools of nova's services open: 1040 Too many connections." \
    "max-connections-too-low" ""

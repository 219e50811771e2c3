#!/bin/bash
# The server closes idle connections after six seconds; nova logs JSON.
. "$(dirname "$0")/lib.sh"
LOG_STYLE=json REPORT_INTERVAL=8 MYCNF=$'wait_timeout = 6\ninteractive_timeout = 6'
run_begin json_wait_timeout_idle "wait_timeout = 6 on the server, connection_recycle_time 3600; use_json = True"
stack_up
boot 2
load rpc 6 3
sleep 16
load rpc 6 3
sleep 18
boot 1
sleep 9
load_wait
run_end "MariaDB closes connections idle for 6 s (wait_timeout) while nova's pools keep them for 3600 s; every request succeeds after a reconnect." \
    "idle-connections-cut-by-server" ""

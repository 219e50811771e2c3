#!/bin/bash
# The database process is killed as by the OOM killer and is not started again.
. "$(dirname "$0")/lib.sh"
run_begin db_killed_for_good "MariaDB killed under load and still down at the end of the logs"
stack_up
boot 2
load rpc 8 40
sleep 12
event "kill -9 mariadbd; it is not started again"
db_kill
sleep 8
boot 1
load_wait
run_end "mariadbd died (SIGKILL, as the OOM killer does) and was still down at the end: 2013 for statements in flight, then 2003 refused for ever." \
    "db-process-died" ""

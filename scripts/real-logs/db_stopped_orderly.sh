#!/bin/bash
# The database is shut down in order, as for maintenance, and comes back
# after 20 seconds.
. "$(dirname "$0")/lib.sh"
run_begin db_stopped_orderly "mariadb-admin shutdown under load, started again after 20 s"
stack_up
boot 2
load rpc 8 45
sleep 10
event "mariadb-admin shutdown"
db_shutdown
event "mariadbd has ended"
sleep 20
db_start
event "mariadbd answers again"
load_wait
run_end "MariaDB was shut down in order (mariadb-admin shutdown) and was away for 20 s; its log says Normal shutdown." \
    "db-stopped-orderly" "db-process-died" "db-stopped-orderly|db-process-died"

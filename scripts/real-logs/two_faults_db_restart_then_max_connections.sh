#!/bin/bash
# Two faults, one after the other: an orderly restart of the database, and
# later a limit of connections that is lower than what nova's pools open.
. "$(dirname "$0")/lib.sh"
run_begin two_faults_db_restart_then_max_connections "MariaDB restarted in order; 15 s later max_connections = 14 is too low for nova's pools"
stack_up
boot 2
load rpc 8 60
sleep 8
event "mariadb-admin shutdown"
db_shutdown
sleep 10
db_start
event "mariadbd answers again"
sleep 14
event "SET GLOBAL max_connections = 14 and more load"
sql -e "SET GLOBAL max_connections = 14"
LAB_PAUSE=0.02 load db 14 18 0 nova-dbload
sleep 24
event "SET GLOBAL max_connections = 151"
sql -e "SET GLOBAL max_connections = 151"
load_wait
run_end "1) MariaDB was restarted in order (10 s away); 2) later max_connections was 14, lower than what nova's pools open: 1040 Too many connections." \
    "db-stopped-orderly|db-process-died max-connections-too-low" "" "db-stopped-orderly|db-process-died max-connections-too-low"

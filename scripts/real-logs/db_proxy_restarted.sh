#!/bin/bash
# haproxy in front of the database is restarted twice: every connection of
# every service is cut at one moment, and new ones work at once.
. "$(dirname "$0")/lib.sh"
NOVA_DB_PORT=$PROXY_PORT PLACEMENT_DB_PORT=$PROXY_PORT
run_begin db_proxy_restarted "haproxy in front of MariaDB restarted twice under load"
proxy_start
stack_up
boot 2
load rpc 8 40
LAB_PAUSE=0.02 load db 5 40 0 nova-dbload
sleep 10
for round in 1 2; do
    event "stop haproxy (round $round)"
    proxy_stop
    proxy_start
    event "haproxy is back"
    sleep 12
done
boot 1
load_wait
run_end "haproxy in front of the database was restarted twice: all connections of all services were cut at one moment each time; MariaDB was up all the time and saw only aborted connections." \
    "db-proxy-restarted" "" "db-proxy-restarted|connections-killed-on-server"

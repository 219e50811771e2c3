#!/bin/bash
# Somebody on the database server kills nova's connections again and again
# while nova works.  The server itself stays up all the time.
. "$(dirname "$0")/lib.sh"
run_begin connections_killed_on_server "KILL of all of nova's database connections every two seconds, for 24 s, under load"
stack_up
boot 2
load rpc 10 40
LAB_PAUSE=0.02 load db 5 40 0 nova-dbload
sleep 9
event "begin to kill all connections of user nova every 2 s"
for round in $(seq 12); do
    # The list of identifiers is read first, and each one is killed by itself,
    # as pt-kill does; a connection that is gone meanwhile does not matter.
    sql -N -e "SELECT CONCAT('KILL ', id, ';') FROM information_schema.processlist WHERE user = 'nova'" | sql --force 2>/dev/null
    sleep 2
done
event "no more kills"
boot 1
load_wait
run_end "Somebody on the database server killed nova's connections (KILL, 12 times within 24 s). The server was never down: no restart in its log, new connections are accepted at once." \
    "connections-killed-on-server" "" "connections-killed-on-server|db-proxy-restarted"

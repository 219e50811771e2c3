#!/bin/bash
# nova talks to haproxy, haproxy to MariaDB.  MariaDB goes away for 25
# seconds while haproxy stays and goes on accepting connections.
. "$(dirname "$0")/lib.sh"
NOVA_DB_PORT=$PROXY_PORT PLACEMENT_DB_PORT=$PROXY_PORT
run_begin db_behind_proxy_down "MariaDB stopped behind a haproxy that stays"
proxy_start
stack_up
boot 2
load rpc 8 45
sleep 10
event "mariadb-admin shutdown (haproxy stays)"
db_shutdown
sleep 25
db_start
event "mariadbd answers again"
load_wait
run_end "The only database server behind haproxy was stopped for 25 s while haproxy itself stayed: the listener accepts, then closes (2013 during the handshake), never 2003." \
    "db-behind-proxy-down" "db-stopped-orderly"

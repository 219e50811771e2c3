#!/bin/bash
# A side session holds table locks, so every pooled connection waits inside
# the database.  The small pool runs dry, but a larger one would not help.
. "$(dirname "$0")/lib.sh"
CONF_DB=$'max_pool_size = 2\nmax_overflow = 1\npool_timeout = 4'
run_begin pool_blocked_by_table_lock "A session holds LOCK TABLES twice for 15 s; pools of 2+1 connections run dry because all of them wait"
stack_up
boot 2
load rpc 16 45
for round in 1 2; do
    sleep 7
    event "a side session locks the tables instances and services for 15 s (round $round)"
    sql -e "LOCK TABLES nova.instances WRITE, nova.services WRITE; DO SLEEP(15); UNLOCK TABLES"
    event "the locks are released"
done
load_wait
run_end "A side session held LOCK TABLES on instances and services twice for 15 s. All requests waited in the database, so the pools (2+1, pool_timeout 4) ran dry: QueuePool limit. Without the locks the same pool serves the same load." \
    "pool-blocked-by-slow-db|row-locks-held" "row-locks-held db-unresponsive"

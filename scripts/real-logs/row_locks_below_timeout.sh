#!/bin/bash
# A session holds row locks for 35 s, less than innodb_lock_wait_timeout (50 s
# by default), so that no statement fails: things only take long.
. "$(dirname "$0")/lib.sh"
run_begin row_locks_below_timeout "Row locks on table services held twice for 25 and 35 s, innodb_lock_wait_timeout 50 by default: nothing fails, state reports outlast their interval"
stack_up
boot 2
load rpc 4 85
for seconds in 25 35; do
    sleep 6
    event "a side session updates all rows of services and does not commit ($seconds s)"
    sql nova -e "BEGIN; UPDATE services SET disabled_reason = 'x'; DO SLEEP($seconds); ROLLBACK"
    event "the side session rolls back"
done
load_wait
run_end "A forgotten session held row locks on table services for 25 and 35 s, below innodb_lock_wait_timeout (50 s): no error at all, only state reports that outlast their interval." \
    "row-locks-held" "db-unresponsive pool-blocked-by-slow-db"

#!/bin/bash
# A forgotten session holds row locks; default format up to the Yoga release.
. "$(dirname "$0")/lib.sh"
LOG_STYLE=yoga MYCNF='innodb_lock_wait_timeout = 3'
run_begin yoga_row_locks "A forgotten session holds row locks for 35 s, innodb_lock_wait_timeout 3; format up to Yoga"
stack_up
boot 2
load rpc 6 50
sleep 8
event "a side session updates all rows of services and instances and does not commit (35 s)"
sql nova -e "BEGIN; UPDATE services SET disabled_reason = 'x'; UPDATE instances SET launch_index = 0; DO SLEEP(35); ROLLBACK"
event "the side session rolls back"
load_wait
run_end "A forgotten session held row locks on services and instances for 35 s: 1205 Lock wait timeout, retried by nova until DB exceeded retry limit." \
    "row-locks-held" ""

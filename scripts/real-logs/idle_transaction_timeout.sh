#!/bin/bash
# MariaDB's idle_transaction_timeout cuts transactions that pause between two
# statements, while idle connections outside of transactions are left alone.
. "$(dirname "$0")/lib.sh"
MYCNF='idle_transaction_timeout = 3'
run_begin idle_transaction_timeout "idle_transaction_timeout = 3, transactions that pause for 6 s"
stack_up
boot 2
load rpc 4 30
load hold 3 30 6 nova-dbload
load_wait
run_end "MariaDB ends connections whose transaction is idle for 3 s (idle_transaction_timeout); a process paused 6 s between two statements of a transaction. Requests fail, wait_timeout is 28800." \
    "idle-in-transaction-timeout" "idle-connections-cut-by-server"

#!/bin/bash
# Two faults at once: RabbitMQ is stopped while a forgotten session in the
# database holds row locks.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=30 MYCNF='innodb_lock_wait_timeout = 4'
run_begin two_faults_broker_stopped_and_row_locks "RabbitMQ stopped while a forgotten session holds row locks in the database"
stack_up
boot 2
load rpc 8 65
LAB_PAUSE=0.5 load db 3 65 0 nova-dbload
sleep 8
event "a side session updates all rows of services and instances and does not commit (50 s)"
sql nova -e "BEGIN; UPDATE services SET disabled_reason = 'x'; UPDATE instances SET launch_index = 0; DO SLEEP(50); ROLLBACK" &
sleep 14
event "stop RabbitMQ"
mq_stop
sleep 12
mq_start
event "RabbitMQ is back"
load_wait
run_end "1) A forgotten session held row locks on services and instances for 50 s (innodb_lock_wait_timeout 4): 1205, retries, DB exceeded retry limit; 2) meanwhile RabbitMQ was stopped for about 15 s. The two have nothing to do with each other." \
    "broker-stopped row-locks-held" "pool-blocked-by-slow-db"

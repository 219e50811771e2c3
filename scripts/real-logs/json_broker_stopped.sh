#!/bin/bash
# RabbitMQ is stopped in order and started again; nova logs JSON.
. "$(dirname "$0")/lib.sh"
LOG_STYLE=json RPC_TIMEOUT=30
run_begin json_broker_stopped "RabbitMQ stopped for 15 s under load; use_json = True"
stack_up
boot 2
LAB_ERRORS=15 load rpc 6 50
sleep 8
event "stop RabbitMQ"
mq_stop
sleep 12
mq_start
event "RabbitMQ is back"
load_wait
run_end "RabbitMQ was stopped in order for about 15 s: CONNECTION_FORCED shutdown, then ECONNREFUSED until it was back." \
    "broker-stopped" ""

#!/bin/bash
# The Erlang machine of RabbitMQ is frozen for 40 seconds: connections stay
# open, nobody answers.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=20 CONF_RABBIT='heartbeat_timeout_threshold = 10'
run_begin broker_frozen "RabbitMQ frozen (SIGSTOP) for 40 s under load"
stack_up
boot 2
load rpc 6 65
sleep 8
event "SIGSTOP to RabbitMQ"
kill -STOP "$(mq_pid)"
sleep 40
kill -CONT "$(mq_pid)"
event "SIGCONT to RabbitMQ"
load_wait
run_end "RabbitMQ was frozen (SIGSTOP to its Erlang machine) for 40 s: up, accepting nothing, refusing nothing." \
    "broker-unresponsive" ""

#!/bin/bash
# RabbitMQ's memory limit is set so low that its memory alarm blocks publishers.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=20
run_begin broker_memory_alarm "RabbitMQ memory alarm (vm_memory_high_watermark absolute 20 MB) for 50 s"
stack_up
boot 2
load rpc 6 55
sleep 8
event "rabbitmqctl set_vm_memory_high_watermark absolute 20MB"
rabbitctl set_vm_memory_high_watermark absolute 20MB
sleep 12; boot 1; sleep 20
event "rabbitmqctl set_vm_memory_high_watermark 0.4"
rabbitctl set_vm_memory_high_watermark 0.4
load_wait
run_end "RabbitMQ raised its memory alarm (limit of 20 MB) for 50 s and blocked all publishers." \
    "broker-resource-alarm|broker-unresponsive" "broker-unresponsive"

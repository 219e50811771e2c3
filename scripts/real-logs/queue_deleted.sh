#!/bin/bash
# Queues are deleted under their consumers and callers.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=15
run_begin queue_deleted "rabbitmqctl delete_queue of conductor, of the scheduler's queue and of reply queues under load"
stack_up
boot 2
load rpc 8 45
sleep 8
event "rabbitmqctl delete_queue conductor"
rabbitctl delete_queue -p nova conductor
sleep 8
event "rabbitmqctl delete_queue of all reply queues"
for queue in $(rabbitctl list_queues -p nova name | grep '^reply_'); do
    rabbitctl delete_queue -p nova "$queue"
done
sleep 8
event "rabbitmqctl delete_queue scheduler and compute.ctl1"
rabbitctl delete_queue -p nova scheduler
rabbitctl delete_queue -p nova compute.ctl1
boot 2
load_wait
run_end "Queues were deleted under their consumers (rabbitmqctl delete_queue: conductor, reply queues, scheduler, compute.ctl1): requests and answers in them are lost, the consumers declare them again." \
    "queue-deleted" ""

#!/bin/bash
# The broker's user nova loses its permissions on the virtual host.  What is
# connected goes on for a while; what connects anew is refused with 530.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=15
run_begin broker_permissions_cleared "rabbitmqctl clear_permissions for user nova, then conductor and scheduler are restarted"
stack_up
boot 2
load rpc 4 12
sleep 12
event "rabbitmqctl clear_permissions -p nova nova"
rabbitctl clear_permissions -p nova nova
event "restart nova-conductor and nova-scheduler"
stop_services 6 conductor scheduler
start_service conductor; start_service scheduler
load rpc 4 12
boot 1
sleep 14
event "rabbitmqctl set_permissions -p nova nova"
rabbitctl set_permissions -p nova nova '.*' '.*' '.*'
sleep 12
boot 1
run_end "User nova lost its permissions on the virtual host nova: 530 NOT_ALLOWED when opening it (or 403 on a channel), after a successful login." \
    "broker-permission-denied" ""

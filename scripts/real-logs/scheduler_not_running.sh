#!/bin/bash
# nova-scheduler is stopped in order and stays away while instances are booted.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=15
run_begin scheduler_not_running "nova-scheduler stopped, instances booted"
stack_up
boot 2
load rpc 3 35
sleep 5
event "stop nova-scheduler"
stop_services 8 scheduler
boot 3
sleep 12
list_servers
boot 1
load_wait
sleep 8
run_end "nova-scheduler is not running: select_destinations gets no answer (MessagingTimeout in the conductor), the instances end in cell0. Everything else works." \
    "scheduler-not-running" ""

#!/bin/bash
# After a change of nova.conf the conductor is restarted and does not come
# back: the value of max_pool_size is a word.  Only standard error says so.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=15
run_begin config_value_invalid "nova-conductor restarted with max_pool_size = ten: the complaint is on standard error only"
stack_up
boot 2
load rpc 4 40
sleep 6
event "max_pool_size = ten is written into nova.conf, nova-conductor is restarted"
stop_services 8 conductor
CONF_DB='max_pool_size = ten'
write_nova_conf "$ETC/nova.conf"
for try in 1 2 3; do start_service conductor; sleep 6; done
boot 1
load_wait
run_end "nova.conf was given max_pool_size = ten; nova-conductor ends at start with a ValueError on standard error and writes no line into its log; its callers time out." \
    "config-invalid" "conductor-not-running"

#!/bin/bash
# transport_url has a misspelt scheme; the conductor is restarted with it.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=15
run_begin config_transport_invalid "nova-conductor restarted with transport_url = rabbitt://..."
stack_up
boot 2
load rpc 4 30
sleep 6
event "transport_url is misspelt in nova.conf, nova-conductor is restarted"
stop_services 8 conductor
TRANSPORT_URL="rabbitt://nova:$MQ_PASSWORD@127.0.0.1:$MQ_PORT/nova"
write_nova_conf "$ETC/nova.conf"
for try in 1 2; do start_service conductor; sleep 6; done
load_wait
run_end "nova.conf was given an unknown transport (rabbitt://); nova-conductor ends at start with DriverLoadFailure on standard error and writes no line into its log; its callers time out." \
    "config-invalid" "conductor-not-running"

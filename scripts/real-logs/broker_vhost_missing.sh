#!/bin/bash
# transport_url names a virtual host that does not exist in the broker.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=15 UP_PATIENCE=12
TRANSPORT_URL="rabbit://nova:$MQ_PASSWORD@127.0.0.1:$MQ_PORT/openstack"
run_begin broker_vhost_missing "transport_url names the virtual host openstack, which does not exist"
stack_up
boot 1
sleep 15
run_end "transport_url ends in a virtual host that does not exist (openstack instead of nova): the login works, opening the host is refused with 530 NOT_ALLOWED." \
    "broker-permission-denied" ""

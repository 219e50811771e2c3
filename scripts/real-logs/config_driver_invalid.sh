#!/bin/bash
# Two misspelt names after a change of nova.conf: the virtualization driver
# of nova-compute, and one filter of nova-scheduler.  Conductor and API are
# not restarted and go on.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=15
run_begin config_driver_invalid "compute_driver = fake.FakeDriverr and a misspelt scheduler filter after a change of nova.conf"
stack_up
boot 2
load rpc 4 40
sleep 6
event "compute_driver and enabled_filters are misspelt in nova.conf, nova-compute and nova-scheduler are restarted"
stop_services 6 compute scheduler
CONF_QUOTA="$CONF_QUOTA"$'\n\n[filter_scheduler]\nenabled_filters = ComputeFilterr,ImagePropertiesFilter'
write_nova_conf "$ETC/nova.conf"; write_nova_conf "$ETC/nova-compute.conf" remote
sed -i 's/^compute_driver = .*/compute_driver = fake.FakeDriverr/' "$ETC/nova.conf" "$ETC/nova-compute.conf"
for try in 1 2; do
    start_service compute; start_service scheduler
    sleep 8
    stop_services 1 compute scheduler
done
boot 1
load_wait
cp "$ETC/nova-compute.conf" "$OUT/etc/"
run_end "After a change of nova.conf nova-compute is told to use a driver that does not exist (fake.FakeDriverr) and nova-scheduler a filter that does not exist (ComputeFilterr): both end at every start. Conductor, API, database and broker are healthy." \
    "config-invalid" "scheduler-not-running"

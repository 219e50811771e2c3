#!/bin/bash
# The cell mapping is changed to a database port where nobody listens, while
# nova.conf is right; nova-api and nova-scheduler are restarted afterwards.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=20
run_begin cell_mapping_wrong "nova-manage cell_v2 update_cell with a wrong database port; nova.conf is right"
stack_up
boot 2
load rpc 4 45
cell=$(sql -N -e "SELECT uuid FROM nova_api.cell_mappings WHERE name = 'cell1'")
event "nova-manage cell_v2 update_cell --database_connection ...:$((DB_PORT + 3))/nova"
nova-manage --config-file "$ETC/nova.conf" cell_v2 update_cell --cell_uuid "$cell" --name cell1 \
    --transport-url "$TRANSPORT_URL" --database_connection "mysql+pymysql://nova:$DB_PASSWORD@127.0.0.1:$((DB_PORT + 3))/nova"
event "restart nova-api and nova-scheduler"
stop_services 5 api scheduler
start_service scheduler; start_service api
wait_for 20 port_open "$API_PORT"
for i in 1 2 3; do list_servers; sleep 2; done
boot 2
load_wait
run_end "The mapping of cell1 in the API database names a wrong database port (2003 refused on that port only), while [database]connection in nova.conf is right: what goes over the cell mapping fails, what uses [database] works." \
    "cell-mapping-wrong" ""

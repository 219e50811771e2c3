#!/bin/bash
# The API database exists but is empty: nova-manage api_db sync was not run.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=15
run_begin schema_api_db_not_synced "nova-manage api_db sync was never run: database nova_api is empty"
sql -e "DROP DATABASE nova_api; CREATE DATABASE nova_api CHARACTER SET utf8mb3"
UP_PATIENCE=15
stack_up
boot 2
list_servers
sleep 15
run_end "Database nova_api exists but has no tables, because nova-manage api_db sync was not run on it: 1146 for every table of the API database from the first start on." \
    "schema-out-of-date|schema-table-missing" "schema-table-missing schema-out-of-date conductor-not-running"

#!/bin/bash
# [database]connection names a database that does not exist.  The user has
# rights on every database whose name begins with nova, so the server says
# 1049 and not 1044.
. "$(dirname "$0")/lib.sh"
RPC_TIMEOUT=15 NOVA_DB_NAME=nova_cel1 UP_PATIENCE=6 API_PATIENCE=3
run_begin db_name_wrong "[database]connection names the database nova_cel1, which does not exist"
sql -e "GRANT ALL PRIVILEGES ON \`nova%\`.* TO 'nova'@'%'"
stack_up
boot 2
sleep 4
run_end "The database name in [database]connection is misspelt (nova_cel1): 1049 Unknown database from the start; server, login and api_database are right." \
    "db-privileges-missing" "conductor-not-running cell-mapping-wrong"

#!/bin/bash
# The schema is older than the code: the columns that the newest migration of
# the Zed release adds to block_device_mapping are not there.
. "$(dirname "$0")/lib.sh"
run_begin schema_column_missing "nova code of Zed on a cell database without the newest migration (columns of block_device_mapping)"
sql nova -e "ALTER TABLE block_device_mapping DROP COLUMN encrypted, DROP COLUMN encryption_secret_uuid, DROP COLUMN encryption_format, DROP COLUMN encryption_options;
             ALTER TABLE shadow_block_device_mapping DROP COLUMN encrypted, DROP COLUMN encryption_secret_uuid, DROP COLUMN encryption_format, DROP COLUMN encryption_options;
             UPDATE alembic_version SET version_num = '16f1fbcab42b'"
stack_up
event "the schema of database nova is one migration behind"
load rpc 4 20
boot 3
for i in 1 2 3; do sleep 3; list_servers; done
boot 2
load_wait
run_end "The schema of the cell database is older than the code (nova-manage db sync was not run after the upgrade): 1054 Unknown column block_device_mapping.encrypted." \
    "schema-out-of-date" "schema-table-missing"

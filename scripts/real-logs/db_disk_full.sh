#!/bin/bash
# MariaDB's data folder is on a file system of 200 MB that something else
# fills up.
. "$(dirname "$0")/lib.sh"
DB_ON_SMALL_DISK=200
run_begin db_disk_full "The file system of the database is full for 25 s"
stack_up
boot 2
load rpc 6 45
LAB_ACTION=store_fault load db 3 45 0 nova-dbload
sleep 8
event "a file fills the database's file system"
dd if=/dev/zero of="$VAR/mysql/data/other-file" bs=64k >/dev/null 2>&1
df "$VAR/mysql/data" | tail -1
boot 2
sleep 25
event "the file is removed"
rm -f "$VAR/mysql/data/other-file"
boot 1
load_wait
run_end "The file system of MariaDB's data folder was full for 25 s: 1114 The table is full (errno 28 in the server's log), for writes that need room only; reads go on." \
    "db-disk-full" ""

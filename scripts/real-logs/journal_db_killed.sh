#!/bin/bash
# The database is killed; nova logs to standard error, and every line gets
# the prefix or the wrapping that journalctl -o short adds.
. "$(dirname "$0")/lib.sh"
USE_STDERR=True LOG_WRAPPER="/usr/bin/python3 $SCRIPTS/clients/wrap-log journal"
run_begin journal_db_killed "MariaDB killed under load and back after 15 s; nova's standard error as journalctl -o short shows it"
stack_up
boot 2
load rpc 6 40
sleep 8
event "kill -9 mariadbd"
db_kill
sleep 15
db_start
event "mariadbd answers again"
load_wait
run_end "mariadbd died (SIGKILL) and was down for 15 s. The services logged to standard error; a small script wrapped every line as journalctl -o short does (that wrapping is imitated, the lines inside are nova's; nova-load.log has no wrapping)." \
    "db-process-died" ""

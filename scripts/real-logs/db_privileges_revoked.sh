#!/bin/bash
# First the rights to write, then all rights of user nova on database nova
# are taken away.  A right counts when a connection is opened, so nova's
# connections are renewed every three seconds here.
. "$(dirname "$0")/lib.sh"
CONF_DB='connection_recycle_time = 3'
run_begin db_privileges_revoked "REVOKE of INSERT, UPDATE, DELETE for 12 s, then of everything on database nova for 12 s"
stack_up
boot 2
load rpc 6 42
sleep 9
event "REVOKE INSERT, UPDATE, DELETE ON nova.*"
sql -e "REVOKE INSERT, UPDATE, DELETE ON nova.* FROM 'nova'@'%'"
sleep 6; boot 1; sleep 6
event "REVOKE ALL ON nova.*"
sql -e "REVOKE ALL PRIVILEGES ON nova.* FROM 'nova'@'%'"
sleep 6; boot 1; sleep 6
event "GRANT ALL ON nova.*"
sql -e "GRANT ALL PRIVILEGES ON nova.* TO 'nova'@'%'"
load_wait
run_end "User nova lost its rights on database nova: first the rights to write (1142), then all of them (1044). The login itself works." \
    "db-privileges-missing" "db-read-only"

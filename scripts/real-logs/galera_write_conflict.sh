#!/bin/bash
# Two Galera nodes on loopback.  nova's services write on the first node, a
# second writer changes the same rows on the second node: transactions that
# lose the certification are told so with 1213, on the statement or on COMMIT.
. "$(dirname "$0")/lib.sh"

# The lines of my.cnf that make a node: galera_lines NAME FIRST_PORT.
galera_lines() {
    cat <<END
binlog_format             = ROW
default_storage_engine    = InnoDB
innodb_autoinc_lock_mode  = 2
wsrep_on                  = ON
wsrep_provider            = /usr/lib/galera/libgalera_smm.so
wsrep_cluster_name        = nova-galera
wsrep_cluster_address     = gcomm://127.0.0.1:24567,127.0.0.1:24577
wsrep_node_name           = $1
wsrep_node_address        = 127.0.0.1:$2
wsrep_provider_options    = "gmcast.listen_addr=tcp://127.0.0.1:$2; ist.recv_addr=127.0.0.1:$(($2 + 1)); gcache.size=32M"
wsrep_sst_method          = rsync
wsrep_sst_receive_address = 127.0.0.1:$(($2 + 2))
wsrep_log_conflicts       = ON
wsrep_slave_threads       = 2
END
}

MYCNF=$(galera_lines db1 24567) DB_ARGS=--wsrep-new-cluster
run_begin galera_write_conflict "Two Galera nodes, nova writes on the first, another writer changes the same rows on the second"

# The second node gets its data from the first one by rsync.
rm -rf "$VAR/mysql2"; mkdir -p "$VAR/mysql2/data"; chown -R mysql:mysql "$VAR/mysql2"
MYCNF=$(galera_lines db2 24577) write_mycnf
sed "s#$VAR/mysql/#$VAR/mysql2/#; s#= $DB_PORT#= $DB2_PORT#" "$ETC/my.cnf" >"$ETC/my2.cnf"
MYCNF=$(galera_lines db1 24567) write_mycnf
event "start the second Galera node"
setsid mariadbd --defaults-file="$ETC/my2.cnf" </dev/null >>"$VAR/mysql2/stdout.log" 2>&1 &
second_is_synced() {
    mariadb --no-defaults -uroot -S "$VAR/mysql2/mysqld.sock" -N -e "SHOW STATUS LIKE 'wsrep_local_state_comment'" | grep -q Synced
}
wait_for 40 second_is_synced || echo "the second node does not come up" >&2
stop_second_node() {
    kill -9 "$(cat "$VAR/mysql2/mysqld.pid")"
}
trap 'stop_second_node 2>/dev/null; run_cleanup' EXIT

stack_up
boot 3
NOVA_DB_PORT=$DB2_PORT write_nova_conf "$ETC/nova-db2.conf"
load rpc 8 40
# Most of nova's methods repeat a transaction that got 1213, silently; these
# two writers do not, so that the error can be seen.
LAB_PAUSE=0.1 LAB_ERRORS=25 LAB_ACTION=write_unprotected load db 3 38 0 nova-dbload
LAB_PAUSE=0.1 LAB_ERRORS=25 LAB_ACTION=write_unprotected load db 3 38 0 nova-dbload2 "$ETC/nova-db2.conf"
LAB_PAUSE=0.02 LAB_ACTION=change_instance load db 4 38 0 nova-dbload3 "$ETC/nova-db2.conf"
sleep 20; boot 1
load_wait
cp "$VAR/mysql2/error.log" "$LOGS/mariadb-error-db2.log"
cp "$ETC/my2.cnf" "$ETC/nova-db2.conf" "$OUT/etc/"
run_end "nova and another writer change the same rows on two Galera nodes: the loser of the certification gets 1213 (on the statement or on COMMIT), the logs of the servers say cluster conflict. What nova itself repeats stays silent; the two writers in nova-dbload do not repeat." \
    "galera-write-conflict|deadlock-lock-order" "deadlock-lock-order"

# Shell library of the laboratory that breaks a real nova on purpose.
#
# Every run script sources this file, sets a few variables, calls
# run_begin, stack_up, breaks something, and calls run_end.  All state lives
# below LAB_ROOT, and the finished runs are written to LAB_OUT (LAB_ROOT/out
# when it is not set).  Everything listens on loopback only.  The programs
# are Debian's packages: nova-conductor nova-scheduler nova-api python3-nova
# mariadb-server rabbitmq-server python3-pymysql haproxy galera-4 curl rsync
# python3-placement.
#
# LAB_KEEP=1 leaves RabbitMQ running after a run, so that the next run starts
# faster; every run gets a fresh copy of the seeded databases in any case.

set -u
: "${LAB_ROOT:?LAB_ROOT must name the folder in which the laboratory may work}"
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
SCRIPTS=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
LAB_OUT=${LAB_OUT:-$LAB_ROOT/out}
VAR=$LAB_ROOT/run
ETC=$LAB_ROOT/etc
SEED=$LAB_ROOT/seed

# The ports.  They are far from the usual ones, so that nothing else is met.
DB_PORT=23306
PROXY_PORT=23307
DB2_PORT=23316
MQ_PORT=25672
API_PORT=28774
PLACEMENT_PORT=28778
DB_PASSWORD=dummy_db_pw
MQ_PASSWORD=dummy_mq_pw
PROJECT=6f70656e737461636b20697320666f73
IMAGE=70a599e0-31e7-49b7-b260-868f441e862b

# What a run script may change before stack_up.
NOVA_DB_PORT=$DB_PORT        # the port that nova's connection URLs name
PLACEMENT_DB_PORT=$DB_PORT   # the port that placement's connection URL names
NOVA_DB_NAME=nova            # the database that [database]connection names
CONDUCTOR_WORKERS=2
REPORT_INTERVAL=5
RPC_TIMEOUT=60
UP_PATIENCE=60               # how long stack_up waits for nova-api and for nova-compute
LOG_STYLE=zed                # zed, yoga, devstack, json or debug
TRANSPORT_URL="rabbit://nova:$MQ_PASSWORD@127.0.0.1:$MQ_PORT/nova"
CONF_DEFAULT=                # more lines for [DEFAULT]
CONF_DB=                     # more lines for [database] and [api_database]
CONF_RABBIT=                 # more lines for [oslo_messaging_rabbit]
CONF_QUOTA=$'instances = -1\ncores = -1\nram = -1'
MYCNF=                       # more lines for [mariadbd]
MQCONF=                      # more lines for rabbitmq.conf
DB_ARGS=                     # more arguments of mariadbd
LOG_WRAPPER=                 # a command through which standard error is piped (see start_service)

# ------------------------------------------------------------------ helpers

# Say what is done now, with a time stamp, in EVENTS.txt and on the terminal.
event() {
    printf '%s  %s\n' "$(date -u '+%F %T.%3N')" "$*" | tee -a "$OUT/EVENTS.txt"
}

is_alive() {
    kill -0 "$1" 2>/dev/null
}

# Wait until a command succeeds: wait_for SECONDS COMMAND...
wait_for() {
    local rest=$(($1 * 5)); shift
    until "$@" >/dev/null 2>&1; do
        rest=$((rest - 1)); [ "$rest" -gt 0 ] || return 1
        sleep 0.2
    done
}

port_open() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

pid_of() {
    cat "$VAR/pids/$1" 2>/dev/null
}

gone() {
    ! is_alive "$1"
}

# ----------------------------------------------------------------- MariaDB

write_mycnf() {
    cat >"$ETC/my.cnf" <<END
[mariadbd]
user                    = mysql
datadir                 = $VAR/mysql/data
socket                  = $VAR/mysql/mysqld.sock
pid-file                = $VAR/mysql/mysqld.pid
log_error               = $VAR/mysql/error.log
port                    = $DB_PORT
bind-address            = 127.0.0.1
skip-name-resolve
character-set-server    = utf8mb4
log_warnings            = 4
innodb_buffer_pool_size = 128M
innodb_log_file_size    = 16M
performance_schema      = OFF
$MYCNF
END
}

sql() {
    mariadb --no-defaults -uroot -S "$VAR/mysql/mysqld.sock" "$@"
}

db_answers() {
    mariadb-admin --no-defaults -uroot -S "$VAR/mysql/mysqld.sock" ping
}

db_pid() {
    cat "$VAR/mysql/mysqld.pid"
}

db_start() {
    setsid mariadbd --defaults-file="$ETC/my.cnf" $DB_ARGS </dev/null >>"$VAR/mysql/stdout.log" 2>&1 &
    wait_for 30 db_answers
}

# The orderly way: the server writes "Normal shutdown" and ends by itself.
db_shutdown() {
    local pid; pid=$(db_pid)
    mariadb-admin --no-defaults -uroot -S "$VAR/mysql/mysqld.sock" shutdown
    wait_for 60 gone "$pid"
}

# The violent way, which is also how the kernel's OOM killer does it.
db_kill() {
    local pid; pid=$(db_pid)
    kill -9 "$pid"; wait_for 10 gone "$pid"
}

# ---------------------------------------------------------------- RabbitMQ

write_mqconf() {
    mkdir -p "$VAR/rabbit/log" "$VAR/rabbit/mnesia"
    : >"$ETC/rabbitmq-env.conf"
    cat >"$ETC/rabbitmq.conf" <<END
listeners.tcp.1 = 127.0.0.1:$MQ_PORT
log.file.level = info
loopback_users = none
$MQCONF
END
    chown -R rabbitmq:rabbitmq "$VAR/rabbit"
}

# Run a RabbitMQ program as its own user with an environment that keeps all
# its files and ports to this laboratory.
as_rabbit() {
    ( cd "$VAR/rabbit" || exit 1
      export HOME=$VAR/rabbit RABBITMQ_NODENAME=novalab@localhost
      export RABBITMQ_CONFIG_FILE=$ETC/rabbitmq RABBITMQ_CONF_ENV_FILE=$ETC/rabbitmq-env.conf
      export RABBITMQ_MNESIA_BASE=$VAR/rabbit/mnesia RABBITMQ_LOG_BASE=$VAR/rabbit/log
      export RABBITMQ_LOGS=$VAR/rabbit/log/rabbit.log RABBITMQ_PID_FILE=$VAR/rabbit/rabbit.pid
      export RABBITMQ_ENABLED_PLUGINS_FILE=$VAR/rabbit/enabled_plugins
      export RABBITMQ_DIST_PORT=$((MQ_PORT + 20000)) ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$((MQ_PORT + 1))
      export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
      exec setpriv --reuid=rabbitmq --regid=rabbitmq --init-groups "$@" )
}

rabbitctl() {
    as_rabbit /usr/lib/rabbitmq/bin/rabbitmqctl -q "$@"
}

mq_pid() {
    cat "$VAR/rabbit/rabbit.pid" 2>/dev/null
}

mq_running() {
    local pid; pid=$(mq_pid) && [ -n "$pid" ] && is_alive "$pid"
}

mq_start() {
    rm -f "$VAR/rabbit/rabbit.pid"
    as_rabbit setsid /usr/lib/rabbitmq/bin/rabbitmq-server </dev/null >>"$VAR/rabbit/log/stdout.log" 2>&1 &
    wait_for 60 test -s "$VAR/rabbit/rabbit.pid"
    rabbitctl await_startup >/dev/null
}

mq_stop() {
    mq_running || return 0
    local pid; pid=$(mq_pid)
    rabbitctl stop >/dev/null 2>&1
    wait_for 30 gone "$pid" || kill -9 "$pid"
    rm -f "$VAR/rabbit/rabbit.pid"
}

# A virtual host without queues and a user with all rights on it.
mq_fresh_vhost() {
    rabbitctl delete_vhost nova >/dev/null 2>&1
    rabbitctl add_vhost nova >/dev/null
    rabbitctl add_user nova "$MQ_PASSWORD" >/dev/null 2>&1
    rabbitctl set_permissions -p nova nova '.*' '.*' '.*' >/dev/null
}

# ----------------------------------------------------------------- haproxy

# haproxy on PROXY_PORT in front of MariaDB; its log goes to standard output.
# The first argument replaces the time-outs, the second is added to "listen".
proxy_start() {
    cat >"$ETC/haproxy.cfg" <<END
global
    maxconn 2000
    log stdout format raw local0
defaults
    mode tcp
    log global
    option tcplog
    option dontlognull
    timeout connect 5s
    timeout client ${1:-3600s}
    timeout server ${1:-3600s}
    retries 3
listen mariadb
    bind 127.0.0.1:$PROXY_PORT
    option tcpka
    ${2:-}
    server db1 127.0.0.1:$DB_PORT check inter 1s rise 2 fall 3
END
    setsid haproxy -db -f "$ETC/haproxy.cfg" </dev/null >>"$LOGS/haproxy.log" 2>&1 &
    echo $! >"$VAR/pids/haproxy"
    wait_for 10 port_open "$PROXY_PORT"
}

proxy_stop() {
    local pid; pid=$(pid_of haproxy) || return 0
    kill "$pid" 2>/dev/null; wait_for 5 gone "$pid" || kill -9 "$pid"
    rm -f "$VAR/pids/haproxy"
}

# -------------------------------------------------------------------- nova

# The lines of [DEFAULT] that decide how nova's log lines look.
log_style_lines() {
    case $LOG_STYLE in
    yoga)  # the default context format up to the Yoga release: no global request id
        echo 'logging_context_format_string = %(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [%(request_id)s %(user_identity)s] %(instance)s%(message)s' ;;
    devstack)  # what devstack writes into nova.conf, for a file instead of a terminal
        cat <<'END'
logging_context_format_string = %(asctime)s.%(msecs)03d %(color)s%(levelname)s %(name)s [%(global_request_id)s %(request_id)s %(project_name)s %(user_name)s%(color)s] %(instance)s%(color)s%(message)s
logging_default_format_string = %(asctime)s.%(msecs)03d %(color)s%(levelname)s %(name)s [-%(color)s] %(instance)s%(color)s%(message)s
logging_debug_format_suffix = {{(pid=%(process)d) %(funcName)s %(pathname)s:%(lineno)d}}
logging_exception_prefix = ERROR %(name)s %(instance)s
END
        ;;
    json)  echo 'use_json = True' ;;
    debug) echo 'debug = True' ;;
    esac
}

# Write a nova.conf.  With the word "remote" the database sections are left
# out, because nova-compute must not have any.
write_nova_conf() {
    { cat <<END
[DEFAULT]
host = ctl1
my_ip = 127.0.0.1
state_path = $VAR/state
transport_url = $TRANSPORT_URL
compute_driver = fake.FakeDriver
service_down_time = 60
report_interval = $REPORT_INTERVAL
rpc_response_timeout = $RPC_TIMEOUT
use_stderr = ${USE_STDERR:-False}
osapi_compute_listen = 127.0.0.1
osapi_compute_listen_port = $API_PORT
osapi_compute_workers = 1
metadata_listen = 127.0.0.1
enabled_apis = osapi_compute
$(log_style_lines)
$CONF_DEFAULT

[api]
auth_strategy = noauth2
END
      [ "${2:-}" = remote ] || cat <<END

[api_database]
connection = mysql+pymysql://nova:$DB_PASSWORD@127.0.0.1:$NOVA_DB_PORT/nova_api
$CONF_DB

[database]
connection = mysql+pymysql://nova:$DB_PASSWORD@127.0.0.1:$NOVA_DB_PORT/$NOVA_DB_NAME
$CONF_DB
END
      cat <<END

[conductor]
workers = $CONDUCTOR_WORKERS

[scheduler]
workers = 1
discover_hosts_in_cells_interval = 30

[oslo_concurrency]
lock_path = $VAR/state/lock

[oslo_messaging_rabbit]
$CONF_RABBIT

[placement]
auth_type = admin_token
endpoint = http://127.0.0.1:$PLACEMENT_PORT
token = admin

[quota]
$CONF_QUOTA

[service_user]
send_service_user_token = False
[vnc]
enabled = False
[spice]
enabled = False
[key_manager]
backend = nova.keymgr.conf_key_mgr.ConfKeyManager
END
    } >"$1"
}

# Start one service in a session of its own: conductor, scheduler, compute,
# api or placement.  When LOG_WRAPPER is set, the service has no log file: it
# logs to standard error, which is piped through that command with the name
# of the service as last argument, as a journal or a container engine does.
start_service() {
    local name=$1 conf=${2:-$ETC/nova.conf}
    local log=$LOGS/nova-$name.log
    local -a command
    case $name in
    compute)   conf=$ETC/nova-compute.conf
               command=(/usr/bin/python3 "$LAB_ROOT/clients/nova-compute") ;;
    api)       command=(/usr/bin/python3 "$LAB_ROOT/clients/nova-api") ;;
    placement) command=(/usr/bin/python3 "$LAB_ROOT/clients/placement-api") ;;
    *)         command=("/usr/bin/nova-$name") ;;
    esac
    event "start nova-$name"
    if [ "$name" = placement ]; then
        LAB_ETC=$ETC LAB_LOGS=$LOGS LAB_DB_PORT=$PLACEMENT_DB_PORT LAB_PORT=$PLACEMENT_PORT \
            setsid "${command[@]}" </dev/null >>"$LOGS/placement-api.stderr" 2>&1 &
        echo $! >"$VAR/pids/$name"
    elif [ -n "$LOG_WRAPPER" ]; then
        setsid "${command[@]}" --config-file "$conf" </dev/null \
            2> >($LOG_WRAPPER "nova-$name" >>"$log") >>"$LOGS/nova-$name.stdout" &
        echo $! >"$VAR/pids/$name"
    else
        setsid "${command[@]}" --config-file "$conf" --log-file "$log" </dev/null >>"$LOGS/nova-$name.stderr" 2>&1 &
        echo $! >"$VAR/pids/$name"
    fi
    pid_of "$name" >>"$VAR/started"
}

# Stop services politely, all at once; who does not end in time is killed
# together with its workers.  Usage: stop_services SECONDS NAME...
stop_services() {
    local limit=$1 name pid; shift
    for name; do
        pid=$(pid_of "$name") && kill -TERM "$pid" 2>/dev/null
    done
    for name; do
        pid=$(pid_of "$name") || continue
        wait_for "$limit" gone "$pid" || true
        kill -9 -- "-$pid" 2>/dev/null
        rm -f "$VAR/pids/$name"
    done
}

# A signal for a service and all its workers: signal_service NAME SIGNAL.
signal_service() {
    kill "-$2" -- "-$(pid_of "$1")"
}

compute_is_up() {
    [ "$(sql -N -e "SELECT COUNT(*) FROM nova.services WHERE \`binary\`='nova-compute' AND updated_at > UTC_TIMESTAMP() - INTERVAL 8 SECOND")" = 1 ]
}

# The load client: load MODE THREADS SECONDS [HOLD [LOGNAME [NOVA.CONF]]].
# It runs in the background, load_wait waits for all of them.
load() {
    local log=${5:-nova-load}
    local stderr=$LOGS/$log.stderr
    # With use_stderr the client would write everything twice.
    [ -z "$LOG_WRAPPER" ] || stderr=$VAR/$log.stderr
    event "load: $1, $2 threads, $3 s (log $log)"
    LAB_MODE=$1 LAB_THREADS=$2 LAB_SECONDS=$3 LAB_HOLD=${4:-0} \
        setsid /usr/bin/python3 "$LAB_ROOT/clients/nova-load" --config-file "${6:-$ETC/nova.conf}" \
        --log-file "$LOGS/$log.log" </dev/null >>"$stderr" 2>&1 &
    LOAD_PIDS="$LOAD_PIDS $!"
}

load_wait() {
    local pid
    for pid in $LOAD_PIDS; do
        wait_for "${1:-90}" gone "$pid" || kill -9 -- "-$pid" 2>/dev/null
    done
    LOAD_PIDS=
}

api() {
    curl -s -m "${API_PATIENCE:-20}" -H "X-Auth-Token: admin:$PROJECT" -H 'OpenStack-API-Version: compute 2.37' \
        -H 'Content-Type: application/json' "$@"
}

# Ask nova-api for instances; its answers are kept beside the work files.
boot() {
    local i
    event "boot $1 instances"
    for i in $(seq "$1"); do
        api "http://127.0.0.1:$API_PORT/v2.1/servers" -d "{\"server\":{\"name\":\"vm$i\",\"flavorRef\":\"1\",\"imageRef\":\"$IMAGE\",\"networks\":\"none\"}}" >>"$VAR/boot.out"
        echo >>"$VAR/boot.out"
    done
}

# The short list, because the long one asks neutron, which is not there.
list_servers() {
    api "http://127.0.0.1:$API_PORT/v2.1/servers" >>"$VAR/list.out"
}

# ----------------------------------------------------------------- the runs

# Make the databases once: schema, cells, a flavour and one compute host.
# Later runs copy the finished data folder.
make_seed() {
    [ -e "$SEED/done" ] && return 0
    local keep_out=$OUT keep_logs=$LOGS
    OUT=$LAB_ROOT/seed.out; LOGS=$OUT/logs; mkdir -p "$LOGS" "$SEED"
    rm -rf "$VAR/mysql"; mkdir -p "$VAR/mysql"; chown mysql:mysql "$VAR/mysql"
    write_mycnf
    mariadb-install-db --no-defaults --user=mysql --datadir="$VAR/mysql/data" --innodb-log-file-size=16M \
        --auth-root-authentication-method=normal --skip-test-db >"$VAR/mysql/install.log" 2>&1
    db_start
    local name
    for name in nova_api nova nova_cell0 placement; do
        sql -e "CREATE DATABASE $name CHARACTER SET utf8mb3"
    done
    sql -e "CREATE USER 'nova'@'%' IDENTIFIED BY '$DB_PASSWORD'"
    for name in nova_api nova nova_cell0 placement; do
        sql -e "GRANT ALL PRIVILEGES ON $name.* TO 'nova'@'%'"
    done
    write_nova_conf "$ETC/nova.conf"; write_nova_conf "$ETC/nova-compute.conf" remote
    nova-manage --config-file "$ETC/nova.conf" api_db sync
    nova-manage --config-file "$ETC/nova.conf" cell_v2 map_cell0 \
        --database_connection "mysql+pymysql://nova:$DB_PASSWORD@127.0.0.1:$DB_PORT/nova_cell0"
    nova-manage --config-file "$ETC/nova.conf" cell_v2 create_cell --name cell1
    nova-manage --config-file "$ETC/nova.conf" db sync
    for name in placement conductor compute api; do start_service "$name"; done
    wait_for 60 compute_is_up; wait_for 60 port_open "$API_PORT"; sleep 3
    nova-manage --config-file "$ETC/nova.conf" cell_v2 discover_hosts
    api "http://127.0.0.1:$API_PORT/v2.1/flavors" -d '{"flavor":{"name":"m1.tiny","ram":64,"vcpus":1,"disk":0,"id":"1"}}' >/dev/null
    stop_services 10 api compute conductor placement
    db_shutdown
    cp -a "$VAR/mysql/data" "$SEED/data"; touch "$SEED/done"
    mq_fresh_vhost
    OUT=$keep_out; LOGS=$keep_logs
}

# Begin a run: run_begin NAME TITLE.  The database and the broker come up here.
run_begin() {
    RUN=$1; OUT=$LAB_OUT/$RUN; LOGS=$OUT/logs; LOAD_PIDS=
    rm -rf "$OUT"; mkdir -p "$LOGS" "$OUT/etc" "$ETC" "$VAR/pids" "$VAR/state/instances" "$VAR/state/lock"
    chmod 755 "$LAB_ROOT" "$VAR" "$ETC"
    # The clients run from a copy below LAB_ROOT, because their path shows in tracebacks.
    rm -rf "$LAB_ROOT/clients"; cp -r "$SCRIPTS/clients" "$LAB_ROOT/clients"
    printf '%s\n' "$2" >"$OUT/TITLE.txt"
    : >"$OUT/EVENTS.txt"; : >"$VAR/started"; : >"$VAR/boot.out"; : >"$VAR/list.out"
    trap run_cleanup EXIT
    write_mqconf
    if mq_running; then mq_fresh_vhost; else mq_start; mq_fresh_vhost; fi
    make_seed
    rm -rf "$VAR/mysql"; mkdir -p "$VAR/mysql"; chown mysql:mysql "$VAR/mysql"
    [ -z "${DB_ON_SMALL_DISK:-}" ] || small_disk "$DB_ON_SMALL_DISK"
    cp -a "$SEED/data/." "$VAR/mysql/data/" 2>/dev/null || cp -a "$SEED/data" "$VAR/mysql/data"
    write_mycnf; db_start
    MQ_LOG_FROM=$(($(stat -c %s "$VAR/rabbit/log/rabbit.log") + 1))
}

# Bring up nova: the named services, or all five.
stack_up() {
    local name
    write_nova_conf "$ETC/nova.conf"; write_nova_conf "$ETC/nova-compute.conf" remote
    [ $# -gt 0 ] || set -- placement conductor scheduler api compute
    for name; do
        # nova-compute asks for the conductor at its start and waits ten
        # seconds for an answer when it is the first of the two to be ready.
        [ "$name" != compute ] || sleep 2
        start_service "$name"
    done
    case " $* " in *" api "*) wait_for "$UP_PATIENCE" port_open "$API_PORT" || echo "nova-api is not up" >&2 ;; esac
    case " $* " in *" compute "*) wait_for "$UP_PATIENCE" compute_is_up || echo "nova-compute is not up" >&2 ;; esac
    sleep 2
}

# End a run: run_end CAUSE INCIDENTS ALSO [NOVA_ONLY].  INCIDENTS is a list of incidents
# divided by blanks; in one incident the accepted ids are divided by "|".
# ALSO names further allowed ids, divided by blanks.  NOVA_ONLY is INCIDENTS
# as a reader without the database's and the broker's logs may see them.
run_end() {
    load_wait 30
    event "stop the services"
    stop_services 3 api compute scheduler
    stop_services 4 conductor
    stop_services 1 placement
    proxy_stop
    collect
    printf '%s\n' "$1" >"$OUT/CAUSE.txt"
    /usr/bin/python3 "$SCRIPTS/clients/put-truth" "$LAB_OUT/truth.json" "$RUN" "$2" "neutron-not-usable ${3:-}" "${4:-}"
    du -sh "$OUT"; ls -s --block-size=1K "$LOGS"
}

# Copy what belongs to the run: configuration, server variables, and the logs
# of the database and the broker.
collect() {
    cp "$ETC/nova.conf" "$ETC/my.cnf" "$ETC/rabbitmq.conf" "$OUT/etc/"
    [ ! -s "$LOGS/haproxy.log" ] || cp "$ETC/haproxy.cfg" "$OUT/etc/"
    sql -e "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('connect_timeout','idle_transaction_timeout','innodb_lock_wait_timeout','interactive_timeout','max_allowed_packet','max_connections','net_read_timeout','net_write_timeout','read_only','wait_timeout')" \
        >"$OUT/etc/db-variables.tsv" 2>/dev/null || rm -f "$OUT/etc/db-variables.tsv"
    cp "$VAR/mysql/error.log" "$LOGS/mariadb-error.log"
    tail -c "+$MQ_LOG_FROM" "$VAR/rabbit/log/rabbit.log" >"$LOGS/rabbitmq.log"
    # Every nova program of Debian 12 says one and the same line about urllib3
    # on standard error; a file that holds nothing else tells nothing.
    local file
    for file in "$LOGS"/*.stderr "$LOGS"/*.stdout; do
        [ ! -e "$file" ] || grep -qv '^Modules with known eventlet monkey patching issues' "$file" || rm -f "$file"
    done
    find "$LOGS" -type f -empty -delete
    chmod -R a+rX "$OUT"
}

# What must not stay behind when a script ends, however it ends.
run_cleanup() {
    local pid
    for pid in $(cat "$VAR/started"); do
        kill -CONT -- "-$pid" 2>/dev/null; kill -KILL -- "-$pid" 2>/dev/null
    done
    load_wait 1; proxy_stop; rm -f "$VAR"/pids/*
    [ ! -s "$VAR/mysql/mysqld.pid" ] || db_kill 2>/dev/null
    [ "${LAB_KEEP:-}" = 1 ] || { mq_stop; ERL_EPMD_PORT=$((MQ_PORT + 1)) epmd -kill >/dev/null 2>&1; }
    [ -z "${DB_ON_SMALL_DISK:-}" ] || { rm -rf "$VAR/mysql/data/"*; umount "$VAR/mysql/data"; }
}

# Put the database's data folder on a file system of so many megabytes.
small_disk() {
    mkdir -p "$VAR/mysql/data"
    mount -t tmpfs -o "size=${1}m" tmpfs "$VAR/mysql/data"
    chown mysql:mysql "$VAR/mysql/data"
}

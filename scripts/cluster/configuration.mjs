import { addressesOf, addressOf, brokerUser, controllerNames, passwords } from './settings.mjs';

/** @typedef {import('./settings.mjs').ClusterSettings} ClusterSettings */

/**
 * nova.conf of one service, as kolla lays it out.
 *
 * @param {ClusterSettings} settings
 * @param {string} host
 * @param {{hasDatabase: boolean}} options nova-compute must not know the database
 * @returns {string}
 */
export function novaConf(settings, host, { hasDatabase }) {
  const { vip, ctl1, cmp1 } = addressesOf(settings);
  const own = addressOf(host, settings);
  return `[DEFAULT]
host = ${host}
my_ip = ${own}
state_path = /var/lib/nova
transport_url = rabbit://${brokerUser}:${passwords.broker}@${ctl1}:5672//
compute_driver = fake.FakeDriver
report_interval = 5
service_down_time = 60
rpc_response_timeout = 30
use_stderr = False
osapi_compute_listen = ${own}
osapi_compute_listen_port = 8774
osapi_compute_workers = 1
enabled_apis = osapi_compute

[api]
auth_strategy = noauth2
${hasDatabase ? databaseGroups(vip) : ''}
[conductor]
workers = 1

[scheduler]
workers = 1
discover_hosts_in_cells_interval = 60

[oslo_concurrency]
lock_path = /var/lib/nova/tmp

[oslo_messaging_rabbit]
heartbeat_timeout_threshold = 60

[placement]
auth_type = admin_token
endpoint = http://${cmp1}:8778
token = admin

[quota]
instances = -1
cores = -1
ram = -1

[service_user]
send_service_user_token = False

[vnc]
enabled = False

[spice]
enabled = False

[key_manager]
backend = nova.keymgr.conf_key_mgr.ConfKeyManager
`;
}

/**
 * @param {string} address
 * @param {string} name of a database
 */
export function databaseUrl(address, name) {
  return `mysql+pymysql://nova:${passwords.database}@${address}:3306/${name}`;
}

/**
 * @param {string} vip
 */
function databaseGroups(vip) {
  return `
[api_database]
connection = ${databaseUrl(vip, 'nova_api')}
max_pool_size = 5
max_overflow = 10

[database]
connection = ${databaseUrl(vip, 'nova')}
max_pool_size = 5
max_overflow = 10
`;
}

/**
 * @param {ClusterSettings} settings
 * @param {string} host
 */
export function serverConf(settings, host) {
  return `[mariadbd]
user = mysql
datadir = /var/lib/mysql
socket = /run/mysqld/mysqld.sock
pid-file = /run/mysqld/mysqld.pid
log_error = /var/log/kolla/mariadb/mariadb.log
bind-address = ${addressOf(host, settings)}
port = 3306
skip-name-resolve
character-set-server = utf8mb4
log_warnings = 4
max_connections = 500
wait_timeout = 28800
interactive_timeout = 28800
innodb_lock_wait_timeout = 50
innodb_buffer_pool_size = 128M
innodb_log_file_size = 16M
performance_schema = OFF
`;
}

/**
 * @param {ClusterSettings} settings
 */
export function haproxyCfg(settings) {
  const { vip, ctl1 } = addressesOf(settings);
  const apis = controllerNames.map(
    name => `    server ${name} ${addressOf(name, settings)}:8774 check inter 2000 rise 2 fall 3`,
  );
  return `global
    maxconn 4000
    log stdout format raw local0
    stats socket /var/lib/kolla/haproxy/haproxy.sock mode 660 level admin

defaults
    mode http
    log global
    option dontlognull
    timeout connect 10s
    timeout client 1m
    timeout server 1m
    timeout check 10s
    retries 3

listen mariadb
    mode tcp
    option tcplog
    option tcpka
    timeout client 3600s
    timeout server 3600s
    bind ${vip}:3306
    server ctl1 ${ctl1}:3306 check inter 2000 rise 2 fall 3

listen nova_api
    option httplog
    option httpchk GET /
    http-check expect status 200,300
    bind ${vip}:8774
${apis.join('\n')}
`;
}

/**
 * The address moves when three signs of life are missed. They are slower and come from a process of higher priority than
 * kolla has it: on a small machine that is busy the address would else move by itself.
 *
 * @param {ClusterSettings} settings
 * @param {string} host
 */
export function keepalivedConf(settings, host) {
  const priority = 150 - 10 * controllerNames.indexOf(host);
  return `global_defs {
    router_id ${host}
    script_user root
    vrrp_priority -20
}

vrrp_instance kolla_internal_vip_51 {
    state BACKUP
    nopreempt
    interface eth0
    virtual_router_id 51
    priority ${priority}
    advert_int 3
    virtual_ipaddress {
        ${addressesOf(settings).vip} dev eth0
    }
}
`;
}

/**
 * @param {ClusterSettings} settings
 * @param {string} host
 */
export function sshdConfig(settings, host) {
  return `Port 22
ListenAddress ${addressOf(host, settings)}
HostKey /etc/ssh/ssh_host_ed25519_key
AuthorizedKeysFile /etc/ssh/keys/%u
StrictModes no
UsePAM no
UseDNS no
PasswordAuthentication no
KbdInteractiveAuthentication no
PidFile none
Subsystem sftp internal-sftp
`;
}

/**
 * @param {ClusterSettings} settings
 */
export function placementConf(settings) {
  return `[DEFAULT]
log_file = /var/log/kolla/placement/placement-api.log
use_stderr = False

[api]
auth_strategy = noauth2

[placement_database]
connection = mysql+pymysql://nova:${passwords.database}@${addressesOf(settings).vip}:3306/placement
sync_on_startup = True
`;
}

/** The databases and accounts of nova, and the administrator's account that a team gives to the product. */
export function databaseStatements() {
  const names = ['nova_api', 'nova', 'nova_cell0', 'placement'];
  return [
    ...names.map(name => `CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb3;`),
    `CREATE USER IF NOT EXISTS 'nova'@'%' IDENTIFIED BY '${passwords.database}';`,
    ...names.map(name => `GRANT ALL PRIVILEGES ON ${name}.* TO 'nova'@'%';`),
    `CREATE USER IF NOT EXISTS 'nova_doctor'@'%' IDENTIFIED BY '${passwords.admin}';`,
    "GRANT ALL PRIVILEGES ON *.* TO 'nova_doctor'@'%' WITH GRANT OPTION;",
  ].join('\n');
}

import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A small generator of pseudo-random numbers (mulberry32): the same seed gives the same log on every machine.
 *
 * @param {number} seed
 * @returns {() => number} numbers from 0 to 1
 */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

/** Frames of the traceback that oslo.messaging logs when a statement loses its connection, by file and function. */
const frames = [
  ['oslo_messaging/rpc/server.py', '_process_incoming', 'res = self.dispatcher.dispatch(message)'],
  ['oslo_messaging/rpc/dispatcher.py', 'dispatch', 'return self._do_dispatch(endpoint, method, ctxt, args)'],
  ['oslo_messaging/rpc/dispatcher.py', '_do_dispatch', 'result = func(ctxt, **new_args)'],
  ['nova/conductor/manager.py', '_object_dispatch', 'return getattr(target, method)(*args, **kwargs)'],
  ['oslo_versionedobjects/base.py', 'wrapper', 'return fn(self, *args, **kwargs)'],
  ['nova/objects/service.py', 'save', 'db_service = db.service_update(self._context, self.id, updates)'],
  ['oslo_db/api.py', 'wrapper', 'return f(*args, **kwargs)'],
  ['nova/db/main/api.py', 'wrapped', 'return f(context, *args, **kwargs)'],
  ['sqlalchemy/orm/query.py', 'first', 'return self.limit(1)._iter().first()'],
  ['sqlalchemy/orm/session.py', 'execute', 'result = conn._execute_20(statement, params or {}, execution_options)'],
  ['sqlalchemy/engine/base.py', '_execute_context', 'self.dialect.do_execute('],
  ['sqlalchemy/engine/default.py', 'do_execute', 'cursor.execute(statement, parameters)'],
  ['pymysql/cursors.py', 'execute', 'result = self._query(query)'],
  ['pymysql/connections.py', 'query', 'self._affected_rows = self._read_query_result(unbuffered=unbuffered)'],
  ['pymysql/connections.py', '_read_query_result', 'result.read()'],
  ['pymysql/connections.py', '_read_bytes', 'raise err.OperationalError('],
];

const lost = "(2013, 'Lost connection to MySQL server during query')";

/**
 * @param {() => number} random
 * @param {number} digits
 */
function hex(random, digits) {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 0x100000000)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
}

/** @param {() => number} random */
function requestId(random) {
  return `req-${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`;
}

/**
 * One record of level ERROR with a traceback of about 75 lines, every line with the record's prefix.
 *
 * @param {string} prefix time and process
 * @param {() => number} random
 */
function errorRecord(prefix, random) {
  const logger = 'oslo_messaging.rpc.server';
  const head = `${prefix} ERROR ${logger}`;
  const lines = [
    `${head} [None ${requestId(random)} - - - - - -] Exception during message handling: oslo_db.exception.DBConnectionError: (pymysql.err.OperationalError) ${lost}`,
    `${head} Traceback (most recent call last):`,
  ];
  for (let round = 0; round < 2; round++) {
    for (const [file, name, code] of frames) {
      lines.push(
        `${head}   File "/usr/lib/python3/dist-packages/${file}", line ${100 + Math.floor(random() * 2000)}, in ${name}`,
      );
      lines.push(`${head}     ${code}`);
    }
    if (round === 0) {
      lines.push(`${head} pymysql.err.OperationalError: ${lost}`, `${head} `);
      lines.push(`${head} The above exception was the direct cause of the following exception:`, `${head} `);
      lines.push(`${head} Traceback (most recent call last):`);
    }
  }
  lines.push(`${head} oslo_db.exception.DBConnectionError: (pymysql.err.OperationalError) ${lost}`);
  lines.push(
    `${head} [SQL: UPDATE services SET updated_at=%(updated_at)s, report_count=%(report_count)s WHERE services.id = %(services_id)s]`,
  );
  lines.push(`${head} (Background on this error at: https://sqlalche.me/e/14/e3q8)`, `${head} `);
  return `${lines.join('\n')}\n`;
}

/**
 * @param {string} prefix
 * @param {number} number
 * @param {() => number} random
 */
function quietRecord(prefix, number, random) {
  const context = `[None ${requestId(random)} ${hex(random, 32)} ${hex(random, 32)} - - default default]`;
  if (number % 3 === 0) {
    return `${prefix} DEBUG oslo_concurrency.lockutils ${context} Lock "compute_resources" acquired by "nova.compute.resource_tracker.ResourceTracker._update_available_resource" :: waited 0.000s inner /usr/lib/python3/dist-packages/oslo_concurrency/lockutils.py:386\n`;
  }
  const page = Math.floor(random() * 100);
  return `${prefix} INFO nova.osapi_compute.wsgi.server ${context} 192.0.2.${page} "GET /v2.1/servers/detail?limit=${page} HTTP/1.1" status: 200 len: ${page * 37} time: 0.${100 + page}\n`;
}

/**
 * Writes a log of nova-conductor's shape, unless it is there already.
 *
 * @param {string} path
 * @param {{bytes: number, errorShare: number, seed: number}} options errorShare: which part of the records is an
 *   error with a traceback of about 75 lines, from 0 to 1
 */
export function generateLog(path, { bytes, errorShare, seed }) {
  if (existsSync(path) && statSync(path).size >= bytes) return;
  mkdirSync(dirname(path), { recursive: true });
  const random = createRandom(seed);
  const partial = `${path}.part`;
  const file = openSync(partial, 'w');
  let time = Date.UTC(2026, 10, 22, 3);
  let written = 0;
  let text = '';
  for (let number = 0; written + text.length < bytes; number++) {
    time += 1 + Math.floor(random() * 12);
    const stamp = new Date(time).toISOString();
    const prefix = `${stamp.slice(0, 10)} ${stamp.slice(11, 23)} ${20 + (number % 8)}`;
    text += random() < errorShare ? errorRecord(prefix, random) : quietRecord(prefix, number, random);
    if (text.length < 1 << 22) continue;
    written += writeSync(file, text, null, 'latin1');
    text = '';
  }
  writeSync(file, text, null, 'latin1');
  closeSync(file);
  renameSync(partial, path);
}

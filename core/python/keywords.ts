/**
 * The keyword arguments of `create_engine`, as SQLAlchemy 1.4, 2.0 and 2.1 take them: `get_cls_kwargs` of its dialects, of its
 * pools and of Engine, and what lib/sqlalchemy/engine/create.py takes out itself. `scripts/confirm-sqlalchemy.py` asks them all.
 */
const engineKeywords = [
  'connect_args',
  'convert_unicode',
  'creator',
  'async_creator',
  'echo',
  'echo_pool',
  'enable_from_linting',
  'encoding',
  'execution_options',
  'future',
  'hide_parameters',
  'implicit_returning',
  'insertmanyvalues_page_size',
  'isolation_level',
  'json_deserializer',
  'json_serializer',
  'label_length',
  'legacy_schema_aliasing',
  'logging_name',
  'max_identifier_length',
  'max_overflow',
  'module',
  'paramstyle',
  'pool',
  'poolclass',
  'pool_events',
  'pool_logging_name',
  'pool_pre_ping',
  'pool_recycle',
  'pool_reset_on_return',
  'pool_size',
  'pool_timeout',
  'pool_use_lifo',
  'plugins',
  'query_cache_size',
  'server_side_cursors',
  'skip_autocommit_rollback',
  'strategy',
  'use_insertmanyvalues',
  'case_sensitive',
  'compiler_linting',
  'dbapi',
  'dialect',
  'empty_in_strategy',
  'supports_native_boolean',
  'is_mariadb',
] as const;

/** Those of dialects other than MySQL's: never reported as unknown. */
const dialectKeywords = [
  'arraysize',
  'auto_convert_lobs',
  'auto_translate_table_names',
  'client_encoding',
  'coerce_to_decimal',
  'coerce_to_unicode',
  'deprecate_large_types',
  'description_encoding',
  'enable_offset_fetch',
  'enable_pooling',
  'encoding_errors',
  'exclude_tablespaces',
  'executemany_batch_page_size',
  'executemany_mode',
  'executemany_values_page_size',
  'fast_executemany',
  'ignore_no_transaction_on_rollback',
  'max_stack_depth',
  'native_datetime',
  'native_inet_types',
  'optimize_limits',
  'prebuffer_rows',
  'prepared_statement_cache_size',
  'query_timeout',
  'schema_name',
  'supports_comments',
  'supports_unicode_binds',
  'thick_mode',
  'threaded',
  'use_ansi',
  'use_batch_mode',
  'use_binds_for_limits',
  'use_native_hstore',
  'use_native_unicode',
  'use_native_uuid',
  'use_nchar_for_unicode',
  'use_scope_identity',
  'use_setinputsizes',
] as const;

export const knownKeywords: ReadonlySet<string> = new Set([...engineKeywords, ...dialectKeywords]);
export const suggestedKeywords: readonly string[] = engineKeywords;

/** Keywords that only pools with a queue take. */
export const queueKeywords = ['pool_size', 'max_overflow', 'pool_timeout', 'pool_use_lifo'] as const;

/** What `create_pool_from_url` takes under a short name (lib/sqlalchemy/engine/create.py, `_pool_translate_kwargs`). */
export const shortPoolNames: Readonly<Record<string, string>> = {
  logging_name: 'pool_logging_name',
  echo: 'echo_pool',
  timeout: 'pool_timeout',
  recycle: 'pool_recycle',
  events: 'pool_events',
  reset_on_return: 'pool_reset_on_return',
  pre_ping: 'pool_pre_ping',
  use_lifo: 'pool_use_lifo',
};

/** The parameters of `oslo_db.sqlalchemy.engines.create_engine` (oslo.db 4.33 to 18.1). */
export const osloEngineKeywords: ReadonlySet<string> = new Set([
  'sql_connection',
  'sqlite_fk',
  'mysql_sql_mode',
  'mysql_enable_ndb',
  'mysql_wsrep_sync_wait',
  'connection_recycle_time',
  'connection_debug',
  'max_pool_size',
  'max_overflow',
  'pool_timeout',
  'sqlite_synchronous',
  'connection_trace',
  'max_retries',
  'retry_interval',
  'thread_checkin',
  'logging_name',
  'json_serializer',
  'json_deserializer',
  'connection_parameters',
]);

/**
 * What `engine_from_config` turns from text into a value (`engine_config_types` in lib/sqlalchemy/engine/default.py, the same in
 * 1.4 to 2.1). `pool_pre_ping` is not among them: the text `false` turns it on.
 */
export const coercedKeywords: Readonly<Record<string, 'number' | 'boolean'>> = {
  pool_timeout: 'number',
  pool_recycle: 'number',
  pool_size: 'number',
  max_overflow: 'number',
  echo: 'boolean',
  echo_pool: 'boolean',
  future: 'boolean',
};

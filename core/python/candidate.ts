/** Names without which a text has nothing to do with SQLAlchemy. */
const packages = /sqlalchemy|oslo_db|sqlmodel/i;

/** An import of one of them, or the option by which Flask hands arguments to `create_engine`. */
const use =
  /^[ \t]*(?:from|import)[ \t]+[^\n#]*(?:\bsqlalchemy\b|\boslo_db\b|\bsqlmodel\b|\bflask_sqlalchemy\b)|\bSQLALCHEMY_ENGINE_OPTIONS\b|;[ \t]*(?:from|import)[ \t]+(?:sqlalchemy|oslo_db|sqlmodel|flask_sqlalchemy)\b/m;

/**
 * Whether a Python text uses SQLAlchemy at all. It costs a search for a word in nearly all files, so that the parser
 * (a bundle of its own) is loaded only for those that may have something to say.
 */
export function mayUseSqlAlchemy(text: string): boolean {
  return packages.test(text) && use.test(text);
}

/** An exception that hover explains: an element of `knowledge/exceptions.json`. */
export interface KnownException {
  /** The name of the class, without its module. */
  readonly name: string;
  /** Whose it is. */
  readonly by: string;
  readonly meaning: string;
}

/** An error number that a database or a proxy before it answers with: an element of `knowledge/database-errors.json`. */
export interface DatabaseError {
  readonly number: number;
  /** The symbol in the source of the server or the client library; empty where there is none. */
  readonly name: string;
  /** Which programs use the number in this sense. */
  readonly by: string;
  readonly meaning: string;
}

/** A root cause that an incident can name: an element of `knowledge/causes.json`. */
export interface Cause {
  readonly id: string;
  readonly title: string;
  readonly tellTale: readonly string[];
  readonly notToBeConfusedWith: readonly string[];
  readonly whatHelps: readonly string[];
  readonly runbooks: readonly string[];
}

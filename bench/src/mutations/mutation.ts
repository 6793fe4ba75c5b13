/** A deliberate mistake that a test must notice. */
export interface Mutation {
  /** What is wrong then, as a reader would say it. */
  readonly name: string;
  /** The file that it is made in, from the root of the repository. */
  readonly file: string;
  /** Text that stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The test file that must fail, from the root of the repository. */
  readonly caughtBy: string;
}

/** The source with the mistake in it. Throws where its place is not found exactly once. */
export function mutate(source: string, { name, file, find, replace }: Mutation): string {
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`"${name}" finds its place ${places} times in ${file}`);
  return source.replace(find, () => replace);
}

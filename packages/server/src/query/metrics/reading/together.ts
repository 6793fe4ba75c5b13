/**
 * Waits for several things that were begun side by side, and gives them back under their names: the
 * statements of a read that do not wait for one another travel together.
 */
export async function together<Parts extends Readonly<Record<string, unknown>>>(
  parts: Parts,
): Promise<{ readonly [Name in keyof Parts]: Awaited<Parts[Name]> }> {
  const values = await Promise.all(Object.values(parts));
  const names = Object.keys(parts);
  return Object.fromEntries(names.map((name, i) => [name, values[i]])) as {
    readonly [Name in keyof Parts]: Awaited<Parts[Name]>;
  };
}

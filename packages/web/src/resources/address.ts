/** A value of a query parameter; undefined, null and '' leave it out, an array repeats it. */
type QueryValue = string | number | boolean | null | undefined;

/** The address of a call: braces filled, parameters in the order given, so that it names what is read. */
export function addressOf(
  path: string,
  parameters: Readonly<Record<string, unknown>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(parameters[name])),
  );
  const search = new URLSearchParams();
  for (const [name, given] of Object.entries(query)) {
    for (const value of [given].flat() as readonly QueryValue[]) {
      if (value !== undefined && value !== null && value !== '') search.append(name, String(value));
    }
  }
  const text = search.toString();
  return text === '' ? filled : `${filled}?${text}`;
}

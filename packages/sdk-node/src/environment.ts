/** What {@link fromEnvironment} finds. */
export interface EnvironmentOptions {
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly service: string | undefined;
}

/**
 * Reads HOMEPOT_URL, HOMEPOT_KEY and HOMEPOT_SERVICE. The SDK never does so by itself:
 * `createHomepot({ ...fromEnvironment(), service: 'shop' })`.
 */
export function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): EnvironmentOptions {
  const { HOMEPOT_URL: url, HOMEPOT_KEY: key, HOMEPOT_SERVICE: service } = environment;
  return { url, key, service };
}

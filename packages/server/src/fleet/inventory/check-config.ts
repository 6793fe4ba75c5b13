import { HomepotError, limits } from '../../kernel/index.ts';

/** Throws json_too_large for a configuration that is too large to be kept. */
export function requireSmallConfig(config: Readonly<Record<string, unknown>> | undefined): void {
  if (config === undefined) return;
  const bytes = Buffer.byteLength(JSON.stringify(config));
  if (bytes <= limits.deviceConfigBytesMax) return;
  throw new HomepotError('parameter_invalid', {
    path: 'config',
    message: `The configuration has ${bytes} bytes; ${limits.deviceConfigBytesMax} are allowed`,
  });
}

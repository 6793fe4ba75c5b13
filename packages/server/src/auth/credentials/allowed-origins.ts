import type { KeyScope } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';

const path = 'allowed_origins';

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = /^https?:\/\/[^*]+$/i.test(text);
  // With a path, a user or a pattern it would never be what a browser sends.
  if (url !== undefined && isWeb && [url.origin, `${url.origin}/`].includes(text.toLowerCase())) {
    return url.origin;
  }
  throw new HomepotError('parameter_invalid', {
    path,
    message: `${text} is no origin: give scheme, host and port alone, such as https://shop.example`,
  });
}

/**
 * The origins of the pages that a key may stand in, as browsers write them. Null for scopes whose
 * keys stand in no page. Throws parameter_invalid.
 */
export function readAllowedOrigins(
  scope: KeyScope,
  given: readonly string[] | undefined,
): readonly string[] | null {
  if (scope !== 'browser') {
    if (given === undefined) return null;
    throw new HomepotError('parameter_invalid', {
      path,
      message: 'Only keys of scope browser stand in pages; other keys must be kept secret',
    });
  }
  if (given === undefined || given.length === 0) {
    throw new HomepotError('parameter_invalid', {
      path,
      message:
        'A key of scope browser needs the origins of its pages, such as https://shop.example',
    });
  }
  return [...new Set(given.map(readOrigin))];
}

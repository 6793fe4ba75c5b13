import { caughtErrorsMax } from './limits.ts';

/** Calls back for errors and rejections that nobody handled, the first ones of a page. */
export function watchErrors(page: Window, seen: (error: unknown) => void): void {
  let left = caughtErrorsMax;
  const take = (error: unknown): void => {
    left -= 1;
    if (left >= 0) seen(error);
  };
  page.addEventListener('error', ({ error, message }) => {
    // Of a script from elsewhere a browser tells nothing but that.
    if (error || message !== 'Script error.') take(error ?? message);
  });
  page.addEventListener('unhandledrejection', ({ reason }) => take(reason));
}

const isKnown = (language: string): boolean => {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
};

/**
 * Makes the browser's language one that can be asked for. A display whose system has no locale says `en-US@posix`,
 * which is no language tag, and what draws the charts asks for numbers in that language as it is loaded.
 */
export function speakLanguage(): void {
  if (isKnown(navigator.language)) return;
  Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });
}

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A kept key as it stands on the keyboard: `Ctrl K`, `⌘ K`, `/`. */
export function keyInWords(key: string): string {
  return key
    .split('+')
    .map((part, at, all) =>
      part === 'Mod'
        ? isMac
          ? '⌘'
          : 'Ctrl'
        : at > 0 && all.length > 1
          ? part.toUpperCase()
          : part,
    )
    .join(' ');
}

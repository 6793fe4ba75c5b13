/** Something small that this browser keeps for its user; undefined where there is none or storage is refused. */
export function readKept(name: string): string | undefined {
  try {
    return localStorage.getItem(`homepot.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it; an empty text takes it back. Where storage is refused it holds until the page is left. */
export function writeKept(name: string, value: string): void {
  try {
    if (value === '') localStorage.removeItem(`homepot.${name}`);
    else localStorage.setItem(`homepot.${name}`, value);
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

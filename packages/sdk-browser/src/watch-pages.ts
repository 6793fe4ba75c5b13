/** Calls back now, and whenever the page may show another address without being loaded anew. */
export function watchPages(page: Window, seen: () => void): void {
  const { history } = page;
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (this: History, ...given): void {
      original.apply(this, given);
      seen();
    };
  }
  page.addEventListener('popstate', seen);
  seen();
}

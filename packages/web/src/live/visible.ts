/** Whether somebody can see the page. */
export const isVisible = (): boolean => document.visibilityState === 'visible';

/** Calls back when the page is seen again; returns how to stop. */
export function onVisible(back: () => void): () => void {
  const look = (): void => {
    if (isVisible()) back();
  };
  document.addEventListener('visibilitychange', look);
  return () => document.removeEventListener('visibilitychange', look);
}

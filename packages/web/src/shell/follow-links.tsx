import { useEffect } from 'preact/hooks';
import { navigate } from 'wouter-preact/use-browser-location';
import { pages } from '../routes.ts';

const isPage = (pathname: string): boolean =>
  pages.some(({ path }) => {
    const pattern = path.replaceAll(/:\w+/g, '[^/]+');
    return new RegExp(`^${pattern}/?$`).test(pathname);
  });

/** Whether a press is a plain one, which goes there in this window. */
const isPlain = ({ button, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented }: MouseEvent) =>
  !(defaultPrevented || button !== 0 || ctrlKey || metaKey || shiftKey || altKey);

/** The link that was pressed, if it leads to a page of the dashboard. */
function linkOf({ target }: MouseEvent): HTMLAnchorElement | undefined {
  const link = (target as Element | null)?.closest?.('a[href]');
  if (!(link instanceof HTMLAnchorElement)) return undefined;
  const { origin, pathname, search, hash } = link;
  const isElsewhere = link.target !== '' || link.hasAttribute('download');
  const isWithin = hash !== '' && pathname === location.pathname && search === location.search;
  return isElsewhere || isWithin || origin !== location.origin || !isPage(pathname)
    ? undefined
    : link;
}

/**
 * Lets links to pages of the dashboard change the page without loading everything again. So any `<a href>`
 * is a link: pressed with Ctrl or the middle button it opens a tab, as everywhere.
 */
export function FollowLinks() {
  useEffect(() => {
    const follow = (event: MouseEvent): void => {
      const link = isPlain(event) ? linkOf(event) : undefined;
      if (link === undefined) return;
      event.preventDefault();
      const isOther = link.pathname !== location.pathname;
      navigate(link.pathname + link.search + link.hash);
      if (isOther) scrollTo(0, 0);
    };
    document.addEventListener('click', follow);
    return () => document.removeEventListener('click', follow);
  }, []);
  return null;
}

import { useLocation } from 'wouter-preact';
import { formatNumber } from '../format/numbers.ts';
import { livePicture } from '../live/live.ts';
import type { PageEntry } from '../routes.ts';
import { pages } from '../routes.ts';
import { keepRange } from '../url/keep-range.ts';
import { isAdmin, me } from './session.ts';
import './rail.css';

const groups = [1, 2, 3] as const;

function badgeOf({ badge }: PageEntry): number | null | undefined {
  if (badge === undefined) return undefined;
  return livePicture.value?.[badge]?.open;
}

const isCurrent = ({ path }: PageEntry, at: string): boolean =>
  path === '/' ? at === '/' : at === path || at.startsWith(`${path}/`);

function Links({ group, at }: { readonly group: (typeof groups)[number]; readonly at: string }) {
  const shown = pages.filter(
    (page) => page.group === group && (page.isForAdmins !== true || isAdmin()),
  );
  if (shown.length === 0) return null;
  return (
    <ul>
      {shown.map((page) => {
        const open = badgeOf(page);
        return (
          <li key={page.path}>
            <a href={keepRange(page.path)} aria-current={isCurrent(page, at) ? 'page' : undefined}>
              {page.title}
              {typeof open === 'number' && open > 0 && (
                <b title="Open, since whenever">
                  {formatNumber(open)}
                  <span class="sr-only"> open</span>
                </b>
              )}
            </a>
          </li>
        );
      })}
    </ul>
  );
}

/** How the path of data stands: what the server has taken and not stored yet. */
function Foot() {
  const ingest = livePicture.value?.metrics?.ingest;
  return (
    <p class="rail-foot">
      {me.value?.username}
      <br />
      {ingest === undefined
        ? ''
        : `lag ${formatNumber(Math.round(ingest.lag_seconds * 10) / 10)} s`}
    </p>
  );
}

/** Where to go; a drawer where the window is narrow. */
export function Rail({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const [at] = useLocation();
  return (
    <>
      {isOpen && (
        <button type="button" class="rail-beside" aria-label="Close the pages" onClick={onClose} />
      )}
      <nav class={isOpen ? 'rail rail-open' : 'rail'} aria-label="Pages">
        <a class="rail-name" href={keepRange('/')}>
          HOMEPOT
        </a>
        {groups.map((group) => (
          <Links key={group} group={group} at={at} />
        ))}
        <Foot />
      </nav>
    </>
  );
}

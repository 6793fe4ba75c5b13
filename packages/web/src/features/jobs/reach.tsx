import type { listDevices } from '@homepot/catalogue';
import { Problem } from '../../components/problem.tsx';
import { StatusCells } from '../../components/status-cells.tsx';
import { countOf } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import type { JobDraft } from './job-draft.ts';
import { devicesOf } from './job-draft.ts';

/** More are not counted one by one. */
const countedMax = 200;

/** How many devices a draft reaches now, and how they are. */
export function Reach({ draft }: { readonly draft: JobDraft }) {
  const named = devicesOf(draft);
  const isUnknown = draft.site === '' && draft.segment === '' && named.length === 0;
  const { data, error } = useResource<typeof listDevices>(
    '/api/v1/devices',
    {
      query: {
        limit: countedMax,
        ...(draft.site === '' ? {} : { site_id: draft.site }),
        ...(draft.segment === '' ? {} : { segment: draft.segment }),
      },
    },
    { isOff: isUnknown, follow: ['devices'] },
  );
  if (isUnknown) return <p class="quiet">Choose a site, a segment or devices.</p>;
  if (error !== undefined) return <Problem error={error} />;
  const found = (data?.data ?? []).filter(
    ({ device_id: id }) => named.length === 0 || named.includes(id),
  );
  const unreachable = found.filter(
    ({ status }) => status === 'offline' || status === 'unknown',
  ).length;
  const hasMore = data?.next_cursor !== null && data !== undefined;
  return (
    <div class="jobs-reach" role="status">
      <p>
        <b>{hasMore ? `more than ${countedMax} devices` : countOf(found.length, 'device')}</b>{' '}
        {unreachable > 0 && (
          <span class="t-warn">
            {unreachable} of them offline now: they are told when they are back
          </span>
        )}
        {!hasMore && named.length > found.length && (
          <span class="t-bad">{named.length - found.length} of the named ones are not there</span>
        )}
      </p>
      <StatusCells
        cells={found.slice(0, 60).map(({ device_id: id, status }) => ({ id, status }))}
        more={Math.max(found.length - 60, 0)}
      />
    </div>
  );
}

import type { AnswerOf, listDevices } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { countOf } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import { keepRange } from '../../url/keep-range.ts';
import { DeviceTable } from '../devices/device-table.tsx';

type Device = AnswerOf<typeof listDevices>['data'][number];

/** The devices of a site, line by line. */
export function SiteDevices({ siteId }: { readonly siteId: string }) {
  const { rows, resource, more, isLoading } = usePages<typeof listDevices, Device>(
    '/api/v1/devices',
    { query: { site_id: siteId, limit: 50 } },
    { follow: ['devices'], pauseSeconds: 5, everySeconds: 60 },
  );
  return (
    <Panel
      title="Devices"
      aside={<a href={keepRange(`/devices?site=${encodeURIComponent(siteId)}`)}>Filter them</a>}
      isFlush
      resource={resource}
      skeleton={{ rows: 6 }}
      isEmpty={() => rows.length === 0}
      empty={<Empty kind="nothing-sent" title="No device stands here yet" />}
    >
      {() => (
        <>
          <DeviceTable devices={rows} isOfOneSite />
          <MoreRows shown={countOf(rows.length, 'device')} onMore={more} isLoading={isLoading} />
        </>
      )}
    </Panel>
  );
}

import type { DeviceState, listDevices, summariseDevices } from '@homepot/catalogue';
import { deviceStates } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Field } from '../../components/field.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Select } from '../../components/select.tsx';
import type { Tone } from '../../components/tag.tsx';
import { Tiles } from '../../components/tiles.tsx';
import { countOf, formatNumber } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import { useResource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { DeviceTable } from './device-table.tsx';
import type { Device } from './device-words.ts';
import { Enrolment } from './enrolment.tsx';
import { NewDevice } from './new-device.tsx';

const tones: Readonly<Record<DeviceState, Tone>> = {
  online: 'ok',
  degraded: 'warn',
  error: 'bad',
  offline: 'off',
  maintenance: 'maint',
  unknown: 'off',
};
const choices = [
  { value: '', label: 'Any state' },
  ...deviceStates.map((value) => ({ value, label: value })),
];
const none = { status: '', site: '', segment: '', q: '' } as const;

/** How many are in which state; each number narrows the list to them. */
function StateTiles() {
  const summary = useResource<typeof summariseDevices>(
    '/api/v1/devices/summary',
    {},
    { follow: ['devices'], pauseSeconds: 3, everySeconds: 60 },
  );
  const counts = summary.data?.by_status;
  return (
    <Tiles
      label="Devices by state"
      tiles={deviceStates.map((state) => ({
        value: formatNumber(counts?.[state]),
        label: state,
        ...(state === 'online' && summary.data !== undefined
          ? { detail: `of ${formatNumber(summary.data.total)}` }
          : {}),
        ...((counts?.[state] ?? 0) > 0 && state !== 'online' ? { tone: tones[state] } : {}),
        href: keepRange(`/devices?status=${state}`),
      }))}
    />
  );
}

function AdminButtons({ site, onDone }: { readonly site: string; readonly onDone: () => void }) {
  const [shown, setShown] = useState<'device' | 'enrolment'>();
  const close = (): void => {
    setShown(undefined);
    onDone();
  };
  return (
    <>
      <Button onClick={() => setShown('enrolment')}>Enrolment tokens</Button>
      <Button kind="primary" onClick={() => setShown('device')}>
        New device
      </Button>
      {shown === 'device' && <NewDevice site={site} onClose={close} />}
      {shown === 'enrolment' && <Enrolment site={site} onClose={close} />}
    </>
  );
}

/** Every device, as far as the filters let it through. */
export function DevicesPage() {
  const [{ status, site, segment, q }, change] = useUrl(none);
  const { rows, resource, more, isLoading } = usePages<typeof listDevices, Device>(
    '/api/v1/devices',
    {
      query: {
        limit: 50,
        ...(status === '' ? {} : { status: status as DeviceState }),
        ...(site === '' ? {} : { site_id: site }),
        ...(segment === '' ? {} : { segment }),
        ...(q === '' ? {} : { search: q }),
      },
    },
    { follow: ['devices'], pauseSeconds: 3, everySeconds: 60 },
  );
  const isFiltered = status !== '' || site !== '' || segment !== '' || q !== '';
  return (
    <>
      <PageHead title="Devices">
        {isAdmin() && <AdminButtons site={site} onDone={resource.reload} />}
      </PageHead>
      <StateTiles />
      <FilterBar
        text={q}
        onText={(value) => change({ q: value }, { replace: true })}
        placeholder="Id or name"
        onClear={isFiltered ? () => change(none) : undefined}
      >
        <Select
          label="State"
          isLabelHidden
          value={status}
          options={choices}
          onValue={(value) => change({ status: value })}
        />
        <Field
          label="Site"
          isLabelHidden
          placeholder="Site, e.g. site-001"
          value={site}
          onValue={(value) => change({ site: value }, { replace: true })}
        />
        <Field
          label="Segment"
          isLabelHidden
          placeholder="Segment"
          value={segment}
          onValue={(value) => change({ segment: value }, { replace: true })}
        />
      </FilterBar>
      <Panel
        title="Devices"
        isFlush
        resource={resource}
        skeleton={{ rows: 12 }}
        isEmpty={() => rows.length === 0}
        empty={
          isFiltered ? (
            <Empty kind="filtered" title="No device fits">
              <Button onClick={() => change(none)}>Clear the filters</Button>
            </Empty>
          ) : (
            <Empty kind="nothing-sent" title="No device is known yet">
              <a href={keepRange('/welcome?kind=devices')}>Let the first one report</a>
            </Empty>
          )
        }
      >
        {() => (
          <>
            <DeviceTable devices={rows} />
            <MoreRows shown={countOf(rows.length, 'device')} onMore={more} isLoading={isLoading} />
          </>
        )}
      </Panel>
    </>
  );
}

import { Bars } from '../../chart/bars.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import type { Resource } from '../../resources/use-resource.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { ShownGroup } from './error-group.ts';

const shownMax = 8;

/** Why these errors are one, on which devices they happened, and to whom. */
export function Where({ resource }: { readonly resource: Resource<ShownGroup> }) {
  return (
    <Panel
      title="Where, to whom, and why they are one"
      resource={resource}
      skeleton={{ height: 300 }}
    >
      {({ top_devices: devices, top_users: users, explanation }) => (
        <div class="stack">
          {devices.length === 0 && users.length === 0 && (
            <Empty kind="nothing-sent">They name no device and nobody.</Empty>
          )}
          {devices.length > 0 && (
            <Bars
              label="Devices"
              bars={devices.slice(0, shownMax).map(({ device_id: name, count }) => ({
                name: String(name),
                value: Number(count),
                href: keepRange(`/devices/${encodeURIComponent(String(name))}`),
              }))}
            />
          )}
          {users.length > 0 && (
            <Bars
              label="People"
              bars={users.slice(0, shownMax).map(({ user_id: name, count }) => ({
                name: String(name),
                value: Number(count),
                href: keepRange(`/activity?user=${encodeURIComponent(String(name))}`),
              }))}
            />
          )}
          <h3>What they have in common</h3>
          <pre class="errors-stack">{JSON.stringify(explanation, null, 2)}</pre>
        </div>
      )}
    </Panel>
  );
}

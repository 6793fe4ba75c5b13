import type { listDevices, removeSimulated } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Panel } from '../../components/panel.tsx';
import { tell } from '../../components/toast.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { useResource } from '../../resources/use-resource.ts';

/** Takes everything simulated out again; shown while simulated devices are among the first. */
export function RemoveSimulated() {
  const [isAsking, setAsking] = useState(false);
  const devices = useResource<typeof listDevices>('/api/v1/devices', { query: { limit: 50 } });
  const remove = useAction(async () => {
    const { removed } = await call<typeof removeSimulated>('DELETE', '/api/v1/demo');
    const rows = Object.values(removed).reduce((sum, count) => sum + count, 0);
    tell(`${formatNumber(rows)} simulated rows are removed.`);
    devices.reload();
  });
  const isSimulated = devices.data?.data.some(({ provenance }) => provenance === 'simulated');
  if (isSimulated !== true) return null;
  return (
    <Panel title="Simulated data">
      <div class="row">
        <p class="quiet">
          Some devices here are simulated. Stop the simulator first (Ctrl-C in its terminal, or{' '}
          <code>npx homepot up --no-demo</code>), or they report again.
        </p>
        <Button kind="danger" onClick={() => setAsking(true)}>
          Remove everything simulated
        </Button>
      </div>
      {isAsking && (
        <Confirm
          title="Remove everything simulated?"
          verb="Remove"
          isDanger
          action={remove}
          onClose={() => setAsking(false)}
        >
          <p>
            Every simulated row goes, with simulated devices and their numbers. What is real,
            sampled or tested stays, and so does the audit trail.
          </p>
        </Confirm>
      )}
    </Panel>
  );
}

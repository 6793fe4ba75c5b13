import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Facts } from '../../components/facts.tsx';
import { Panel } from '../../components/panel.tsx';
import type { Resource } from '../../resources/use-resource.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useZone } from '../../time/use-zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { ShownGroup } from './error-group.ts';

/** A row of error_logs, as far as it is shown. */
interface Sample {
  readonly timestamp: string;
  readonly error_message: string;
  readonly stack_trace: string | null;
  readonly endpoint: string | null;
  readonly user_id: string | null;
  readonly device_id: string | null;
  readonly session_id: string | null;
  readonly request_id: string | null;
  readonly provenance: string;
  readonly context: unknown;
  readonly tool_context: unknown;
}

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || JSON.stringify(value) === '{}';

function Json({ title, value }: { readonly title: string; readonly value: unknown }) {
  if (isNothing(value)) return null;
  return (
    <>
      <h3>{title}</h3>
      <pre class="errors-stack">{JSON.stringify(value, null, 2)}</pre>
    </>
  );
}

function SampleView({ sample }: { readonly sample: Sample }) {
  const { zone } = useZone();
  const link = (path: string, id: string | null) =>
    id === null ? null : <a href={keepRange(`${path}${encodeURIComponent(id)}`)}>{id}</a>;
  return (
    <div class="stack">
      <p>{sample.error_message}</p>
      <Facts
        facts={[
          ['When', formatInstant(Date.parse(sample.timestamp), zone, Date.now(), true)],
          ['Endpoint', sample.endpoint],
          ['Device', link('/devices/', sample.device_id)],
          ['User', link('/activity?user=', sample.user_id)],
          ['Session', sample.session_id],
          ['Request', sample.request_id],
          ['Origin', sample.provenance],
        ]}
      />
      {sample.stack_trace !== null && (
        <>
          <h3>Stack</h3>
          <pre class="errors-stack">{sample.stack_trace}</pre>
        </>
      )}
      <Json title="Context" value={sample.context} />
      <Json title="Tool" value={sample.tool_context} />
    </div>
  );
}

/** The latest errors of the group, one at a time. */
export function Samples({ resource }: { readonly resource: Resource<ShownGroup> }) {
  const [at, setAt] = useState(0);
  const samples = (resource.data?.samples ?? []) as unknown as readonly Sample[];
  const place = Math.min(at, Math.max(samples.length - 1, 0));
  const sample = samples[place];
  const aside = samples.length > 1 && (
    <span class="row">
      <Button disabled={place === 0} onClick={() => setAt(place - 1)}>
        Newer
      </Button>
      <span class="quiet">
        {place + 1} of the latest {samples.length}
      </span>
      <Button disabled={place === samples.length - 1} onClick={() => setAt(place + 1)}>
        Older
      </Button>
    </span>
  );
  return (
    <Panel
      title="One of them"
      aside={aside}
      resource={resource}
      skeleton={{ height: 300 }}
      isEmpty={() => sample === undefined}
      empty={<Empty kind="removed">Its errors are gone; their numbers are kept.</Empty>}
    >
      {() => sample !== undefined && <SampleView sample={sample} />}
    </Panel>
  );
}

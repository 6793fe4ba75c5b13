import type { ComponentChildren } from 'preact';
import { liveState } from '../live/live.ts';
import type { Resource } from '../resources/use-resource.ts';
import { Ago } from './ago.tsx';
import { Empty } from './empty.tsx';
import { Problem } from './problem.tsx';
import { Skeleton } from './skeleton.tsx';
import './panel.css';

interface FrameProps {
  readonly title: string;
  /** At the right of the title: a tag, a link, a control. */
  readonly aside?: ComponentChildren;
  /** Without padding: for a table that reaches from edge to edge. */
  readonly isFlush?: boolean;
}

interface PlainPanelProps extends FrameProps {
  readonly children: ComponentChildren;
}

interface ResourcePanelProps<T> extends FrameProps {
  readonly resource: Resource<T>;
  /** The final size while it loads: rows, or a height in pixels. */
  readonly skeleton?: { readonly rows?: number; readonly height?: number };
  /** Whether an answer holds nothing to show. */
  readonly isEmpty?: (data: T) => boolean;
  /** What is shown then: an `<Empty>`. */
  readonly empty?: ComponentChildren;
  readonly children: (data: T) => ComponentChildren;
}

function Body<T>({ resource, skeleton = {}, isEmpty, empty, children }: ResourcePanelProps<T>) {
  const { data, error, reload } = resource;
  if (error?.status === 403) return <Empty kind="not-permitted">{error.message}</Empty>;
  if (data === undefined) {
    return error === undefined ? (
      <Skeleton {...skeleton} />
    ) : (
      <Problem error={error} onRetry={reload} />
    );
  }
  if (isEmpty?.(data) === true) return <>{empty ?? <Empty kind="nothing-sent" />}</>;
  return <>{children(data)}</>;
}

function Stale<T>({ resource }: { readonly resource: Resource<T> }) {
  const { error, atMs, reload } = resource;
  return (
    <p class="panel-stale" role="status">
      {atMs !== undefined && (
        <>
          As of <Ago ms={atMs} />
        </>
      )}
      {error !== undefined && error.status !== 0 && (
        <span title={error.requestId}>: {error.message}</span>
      )}{' '}
      <button type="button" onClick={reload}>
        Try again
      </button>
    </p>
  );
}

function isStale<T>({ data, error }: Resource<T>): boolean {
  if (data === undefined || error?.status === 403) return false;
  return error !== undefined || liveState.value === 'away';
}

/**
 * A box with a title. Given a resource, it shows its four states: a skeleton of the final size, an
 * empty state, an error with a way to try again, and stale data greyed with their age.
 */
export function Panel<T>(props: PlainPanelProps | ResourcePanelProps<T>) {
  const { title, aside, isFlush = false } = props;
  const stale = 'resource' in props && isStale(props.resource);
  const loading = 'resource' in props && props.resource.isLoading;
  return (
    <section
      class={`panel${isFlush ? ' panel-flush' : ''}${stale ? ' panel-old' : ''}`}
      aria-label={title}
      aria-busy={loading}
    >
      <div class="panel-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {stale && <Stale resource={props.resource} />}
      <div class="panel-body">{'resource' in props ? <Body {...props} /> : props.children}</div>
    </section>
  );
}

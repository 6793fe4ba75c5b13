import type { AnswerOf, Route } from '@homepot/catalogue';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { addressOf } from './address.ts';
import type { CallParts } from './call.ts';
import { send } from './call.ts';
import type { Resource, ResourceOptions } from './use-resource.ts';
import { useResource } from './use-resource.ts';

/** A page as every list answers it. */
interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** A list that is read page by page. */
export interface Pages<T, Row> {
  /** All rows that were read so far. */
  readonly rows: readonly Row[];
  /** The first page: for the states of a panel. */
  readonly resource: Resource<T>;
  /** Reads the next page; undefined on the last one. */
  readonly more: (() => void) | undefined;
  readonly isLoading: boolean;
}

interface Further<Row> {
  readonly rows: readonly Row[];
  readonly cursor: string | null | undefined;
}

type Named = Readonly<Record<string, unknown>> | undefined;

const nothing = { rows: [], cursor: undefined } as const;

/**
 * Reads a list by keyset pages: `usePages<typeof listDevices, Device>('/api/v1/devices', { query })`. The first
 * page is kept fresh as `useResource` does; once there is a second one the list stands still.
 */
export function usePages<R extends Route, Row>(
  path: R['path'],
  parts: Pick<CallParts<R>, 'parameters' | 'query'> = {},
  options: ResourceOptions = {},
): Pages<AnswerOf<R>, Row> {
  const [further, setFurther] = useState<Further<Row>>(nothing);
  const [isLoading, setLoading] = useState(false);
  const isFirst = further.cursor === undefined;
  const { follow, everySeconds, ...still } = options;
  const resource = useResource<R>(path, parts, isFirst ? options : still);
  const address = addressOf(path, parts.parameters as Named, parts.query as Named);
  useEffect(() => setFurther(nothing), [address]);
  const first = resource.data as unknown as Page<Row> | undefined;
  const cursor = isFirst ? first?.next_cursor : further.cursor;
  const more = useCallback(() => {
    const query = { ...(parts.query as Named), cursor };
    setLoading(true);
    send(addressOf(path, parts.parameters as Named, query), {})
      .then((response) => response.json())
      .then((page: Page<Row>) =>
        setFurther((before) => ({
          rows: [...before.rows, ...page.data],
          cursor: page.next_cursor,
        })),
      )
      .catch(() => resource.reload())
      .finally(() => setLoading(false));
  }, [address, cursor]);
  return {
    rows: [...(first?.data ?? []), ...further.rows],
    resource,
    more: cursor === null || cursor === undefined ? undefined : more,
    isLoading,
  };
}

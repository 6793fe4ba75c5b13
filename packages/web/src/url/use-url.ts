import { useCallback, useMemo } from 'preact/hooks';
import { useSearch } from 'wouter-preact';
import { navigate } from 'wouter-preact/use-browser-location';
import type { QueryValues } from './query-text.ts';
import { readQuery, writeQuery } from './query-text.ts';

/** How an address is changed: a step that Back undoes, unless it replaces the current one. */
interface ChangeOptions {
  readonly replace?: boolean;
}

type Change<T> = (change: Partial<T>, options?: ChangeOptions) => void;

/**
 * Values that live in the address, with those that are left out of it:
 * `const [{ status, sort }, change] = useUrl({ status: '', sort: 'worst' })`. `change({ status: 'error' })`
 * is a step that Back undoes; what is typed letter by letter is `{ replace: true }`.
 */
export function useUrl<const T extends QueryValues>(
  defaults: T,
): [{ readonly [Name in keyof T]: string }, Change<{ [Name in keyof T]: string }>] {
  const search = useSearch();
  const names = JSON.stringify(defaults);
  const values = useMemo(() => {
    const given = readQuery(search);
    const known = JSON.parse(names) as QueryValues;
    return Object.fromEntries(
      Object.entries(known).map(([name, value]) => [name, given[name] ?? value]),
    ) as { [Name in keyof T]: string };
  }, [search, names]);
  const change = useCallback<Change<{ [Name in keyof T]: string }>>(
    (changed, { replace = false } = {}) => {
      const { pathname, hash } = location;
      const next = writeQuery(
        readQuery(location.search),
        changed,
        JSON.parse(names) as QueryValues,
      );
      const address = `${pathname}${next === '' ? '' : `?${next}`}${hash}`;
      if (address !== pathname + location.search + hash) navigate(address, { replace });
    },
    [names],
  );
  return [values, change];
}

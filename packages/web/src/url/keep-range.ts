import { readQuery, writeQuery } from './query-text.ts';

/** What goes along from page to page: the range that is looked at, and in whose time. */
const carried = ['range', 'from', 'to', 'zone'] as const;

/** The address of another page, with the range and the zone of this one. */
export function keepRange(path: string, search: string = location.search): string {
  const given = readQuery(search);
  const [pathname = path, own = ''] = path.split('?', 2);
  const kept = Object.fromEntries(carried.map((name) => [name, given[name]]));
  const text = writeQuery({}, { ...kept, ...readQuery(own) });
  return text === '' ? pathname : `${pathname}?${text}`;
}

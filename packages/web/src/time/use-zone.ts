import { useUrl } from '../url/use-url.ts';
import type { Zone } from './zone.ts';
import { isZone, myZone } from './zone.ts';

/** In whose time everything is shown. */
type ZoneChoice = 'mine' | 'site' | 'utc';

export interface ZoneState {
  readonly choice: ZoneChoice;
  readonly zone: Zone;
  /** As it is shown beside times, e.g. `site time, Europe/London`. */
  readonly label: string;
  change(choice: ZoneChoice): void;
}

/** The zone of the address; `siteZone` is that of the site that the page is about, if it is about one. */
export function useZone(siteZone?: Zone): ZoneState {
  const [{ zone: given }, setUrl] = useUrl({ zone: '' });
  const usable = siteZone !== undefined && isZone(siteZone) ? siteZone : undefined;
  const usual: ZoneChoice = usable === undefined ? 'mine' : 'site';
  const chosen = given === 'utc' || given === 'mine' || given === 'site' ? given : usual;
  const choice = chosen === 'site' && usable === undefined ? 'mine' : chosen;
  const zone = choice === 'utc' ? 'UTC' : choice === 'site' ? (usable ?? myZone) : myZone;
  const label = choice === 'utc' ? 'UTC' : `${choice === 'site' ? 'site' : 'my'} time, ${zone}`;
  return {
    choice,
    zone,
    label,
    change: (next) => setUrl({ zone: next === usual ? '' : next }),
  };
}

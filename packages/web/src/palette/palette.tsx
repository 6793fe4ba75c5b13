import type { listDevices, listSites } from '@homepot/catalogue';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { copyText } from '../components/copy-text.ts';
import { Dialog } from '../components/dialog.tsx';
import { Kbd } from '../components/kbd.tsx';
import { liveState, pauseLive } from '../live/live.ts';
import { useResource } from '../resources/use-resource.ts';
import { pages } from '../routes.ts';
import { isAdmin } from '../shell/session.ts';
import { signOut } from '../shell/sign-out.ts';
import { chooseTheme } from '../theme/theme.ts';
import { keepRange } from '../url/keep-range.ts';
import { rank } from './rank.ts';
import './palette.css';

/** Something that can be chosen. */
interface Choice {
  readonly id: string;
  readonly words: string;
  readonly kind: string;
  readonly act: () => void;
}

const foundMax = 12;
const asLongAsTyping = 150;

function useActions(): readonly Choice[] {
  const isPaused = liveState.value === 'paused';
  const actions: readonly [string, () => void][] = [
    [isPaused ? 'Go on' : 'Pause', () => pauseLive(!isPaused)],
    ['Copy link, as it moves on', () => void copyText(location.href)],
    ['Colours: light', () => chooseTheme('light')],
    ['Colours: dark', () => chooseTheme('dark')],
    ['Colours: as the system', () => chooseTheme('')],
    ['Sign out', () => void signOut()],
  ];
  return actions.map(([words, act]) => ({ id: words, words, kind: 'action', act }));
}

function useFound(text: string): readonly Choice[] {
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), asLongAsTyping);
    return () => clearTimeout(timer);
  }, [text]);
  const isOff = asked.length < 2;
  const devices = useResource<typeof listDevices>(
    '/api/v1/devices',
    { query: { search: asked, limit: 8 } },
    { isOff },
  );
  const sites = useResource<typeof listSites>('/api/v1/sites', { query: { limit: 200 } });
  const go = (path: string) => () => navigate(keepRange(path));
  const places = pages
    .filter(({ group, isForAdmins }) => group !== undefined && (isForAdmins !== true || isAdmin()))
    .map(({ path, title }) => ({ id: path, words: title, kind: 'page', act: go(path) }));
  const found = (sites.data?.data ?? []).map(({ site_id, name }) => ({
    id: `site ${site_id}`,
    words: name === site_id ? name : `${name} (${site_id})`,
    kind: 'site',
    act: go(`/sites/${encodeURIComponent(site_id)}`),
  }));
  const terminals = (isOff ? [] : (devices.data?.data ?? [])).map(({ device_id, name }) => ({
    id: `device ${device_id}`,
    words: name === device_id ? name : `${name} (${device_id})`,
    kind: 'device',
    act: go(`/devices/${encodeURIComponent(device_id)}`),
  }));
  const known = [...places, ...useActions(), ...(text === '' ? [] : found)];
  return [...rank(known, text), ...rank(terminals, text)].slice(0, foundMax);
}

/** Search or jump: pages, sites, devices and actions by what they are called. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const found = useFound(text.trim());
  const chosen = Math.min(at, found.length - 1);
  useEffect(() => input.current?.focus(), []);
  const take = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    onClose();
    choice.act();
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((chosen + step + found.length) % Math.max(found.length, 1));
    }
    if (event.key === 'Enter') take(found[chosen]);
  };
  return (
    <Dialog title="Search or jump" onClose={onClose} place="top">
      <input
        ref={input}
        class="palette-text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-found"
        aria-activedescendant={found.length > 0 ? `palette-${chosen}` : undefined}
        aria-label="Search or jump"
        placeholder="A page, a site, a device, an action"
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div id="palette-found" role="listbox" aria-label="Found" class="palette-found">
        {found.map((choice, index) => (
          // Chosen by the keys of the line above, which keeps the focus.
          <div
            key={choice.id}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onPointerMove={() => setAt(index)}
            onClick={() => take(choice)}
            onKeyDown={press}
          >
            <span>{choice.words}</span>
            <small>{choice.kind}</small>
          </div>
        ))}
      </div>
      <p class="palette-foot">
        {found.length === 0 ? 'Nothing is called that.' : ''} <Kbd keys="↑ ↓" /> choose{' '}
        <Kbd keys="Enter" /> go <Kbd keys="Esc" /> close
      </p>
    </Dialog>
  );
}

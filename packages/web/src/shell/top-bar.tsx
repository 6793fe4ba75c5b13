import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Kbd } from '../components/kbd.tsx';
import { Toggle } from '../components/toggle.tsx';
import { bindings } from '../keyboard/bindings.ts';
import { keyInWords } from '../keyboard/key-in-words.ts';
import type { Theme } from '../theme/theme.ts';
import { chooseTheme, theme } from '../theme/theme.ts';
import { LiveMark } from './live-mark.tsx';
import { me } from './session.ts';
import { signOut } from './sign-out.ts';
import './top-bar.css';

const themes: readonly { value: Theme; label: string }[] = [
  { value: '', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

function Me({ onClose, onSheet }: { readonly onClose: () => void; readonly onSheet: () => void }) {
  return (
    <Dialog title={me.value?.username ?? 'You'} onClose={onClose} place="side">
      <div class="top-bar-me">
        <p class="quiet">
          {me.value?.email} {me.value?.is_admin === true ? '· administrator' : '· member'}
        </p>
        <Toggle label="Colours" value={theme.value} options={themes} onValue={chooseTheme} />
        <Button onClick={onSheet}>Keys</Button>
        <a class="button" href="/docs">
          Documentation of the API
        </a>
        <Button onClick={signOut}>Sign out</Button>
      </div>
    </Dialog>
  );
}

const initialsOf = (): string => (me.value?.username ?? '?').slice(0, 2).toUpperCase();

interface TopBarProps {
  readonly onPalette: () => void;
  readonly onRail: () => void;
  readonly onSheet: () => void;
}

/** What is the same on every page: search, how live it is, who is here. */
export function TopBar({ onPalette, onRail, onSheet }: TopBarProps) {
  const [isMe, setMe] = useState(false);
  return (
    <div class="top-bar">
      <Button onClick={onRail} aria-label="Pages">
        ☰
      </Button>
      <Button onClick={onPalette}>
        Search or jump <Kbd keys={keyInWords(bindings.value.palette)} />
      </Button>
      <span class="top-bar-space" />
      <LiveMark />
      <Button onClick={() => setMe(true)} aria-label={`${initialsOf()}: you, colours and keys`}>
        {initialsOf()}
      </Button>
      {isMe && (
        <Me
          onClose={() => setMe(false)}
          onSheet={() => {
            setMe(false);
            onSheet();
          }}
        />
      )}
    </div>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Toasts } from '../components/toast.tsx';
import { KeySheet } from '../keyboard/key-sheet.tsx';
import { awaitLetter, useKeys } from '../keyboard/use-keys.ts';
import { liveState, pauseLive } from '../live/live.ts';
import { Palette } from '../palette/palette.tsx';
import { pages } from '../routes.ts';
import { keepRange } from '../url/keep-range.ts';
import { Pages } from './pages.tsx';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';
import './shell.css';

/** What stays while pages come and go: the rail, the bar, the palette, the keys. */
export function Shell() {
  const [path, navigate] = useLocation();
  const [open, setOpen] = useState<'palette' | 'sheet' | 'rail'>();
  const close = (): void => setOpen(undefined);
  // What was opened meanwhile stays: a dialog says a moment later that it is closed.
  const closeOnly = (what: typeof open) => () => setOpen((now) => (now === what ? undefined : now));
  useEffect(close, [path]);
  useKeys({
    palette: () => setOpen('palette'),
    sheet: () => setOpen('sheet'),
    pause: () => pauseLive(liveState.peek() !== 'paused'),
    go: () =>
      awaitLetter((letter) => {
        const page = pages.find((one) => one.letter === letter);
        if (page !== undefined) navigate(keepRange(page.path));
      }),
  });
  return (
    <div class="shell">
      <a class="shell-skip" href="#main">
        Skip to the page
      </a>
      <Rail isOpen={open === 'rail'} onClose={close} />
      <div class="shell-page">
        <TopBar
          onPalette={() => setOpen('palette')}
          onRail={() => setOpen('rail')}
          onSheet={() => setOpen('sheet')}
        />
        <main id="main" tabIndex={-1}>
          <Pages />
        </main>
      </div>
      {open === 'palette' && <Palette onClose={closeOnly('palette')} />}
      {open === 'sheet' && <KeySheet onClose={closeOnly('sheet')} />}
      <Toasts />
    </div>
  );
}

import './theme/tokens.css';
import './theme/layout.css';
import { render } from 'preact';
import { startKeys } from './keyboard/use-keys.ts';
import { App } from './shell/app.tsx';

const root = document.getElementById('app');
const kioskPath = '/kiosk';

/** A display on a wall shows a page of its own, without the shell. */
async function start(place: HTMLElement): Promise<void> {
  if (location.pathname !== kioskPath) return render(<App />, place);
  const { Kiosk } = await import('./features/kiosk/kiosk.tsx');
  render(<Kiosk />, place);
}

startKeys();
if (root !== null) void start(root);

import { Empty } from '../../components/empty.tsx';
import { Snippet } from '../../components/snippet.tsx';
import './kiosk.css';

/** What a display without a good token shows: how it gets one. */
export function KioskRefused() {
  return (
    <main class="kiosk">
      <Empty kind="not-permitted" title="This display has no token, or it was revoked">
        <span>
          Make one where the server runs, and open the link that it prints on this display:
        </span>
        <Snippet
          label="Command that makes a token"
          text="npx homepot keys create --name 'Screen in the hall' --scope display"
        />
      </Empty>
    </main>
  );
}

import type { AnswerOf, showMe } from '@homepot/catalogue';
import { useEffect, useState } from 'preact/hooks';
import { Router } from 'wouter-preact';
import { startLive } from '../../live/live.ts';
import { call, refusals } from '../../resources/call.ts';
import { CallError } from '../../resources/call-error.ts';
import { presentDisplayToken } from '../../resources/credential.ts';
import { startMoment } from '../../time/moment.ts';
import { forgetDisplayToken, readDisplayToken } from './display-token.ts';
import { KioskPage } from './kiosk-page.tsx';
import { KioskRefused } from './kiosk-refused.tsx';

type Me = AnswerOf<typeof showMe>;

/** Asks who this is until there is an answer: a display is switched on before the server, sometimes. */
async function askUntilKnown(): Promise<Me | null> {
  for (;;) {
    try {
      return await call<typeof showMe>('GET', '/api/v1/auth/me');
    } catch (error) {
      if (error instanceof CallError && (error.status === 401 || error.status === 403)) return null;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
}

/** The whole page of a display; it presents its own token, whoever else is signed in to this browser. */
export function Kiosk() {
  const [me, setMe] = useState<Me | null>();
  const asked = refusals.value;
  useEffect(() => {
    const token = readDisplayToken();
    presentDisplayToken(token ?? 'none');
    if (token === undefined) return setMe(null);
    void askUntilKnown().then((known) => {
      if (known === null) forgetDisplayToken();
      setMe(known);
    });
    return undefined;
  }, [asked]);
  useEffect(() => {
    if (me === null || me === undefined) return;
    startLive(['metrics', 'devices']);
    startMoment();
  }, [me === null || me === undefined]);
  if (me === undefined) return null;
  if (me === null) return <KioskRefused />;
  return (
    <Router>
      <KioskPage />
    </Router>
  );
}

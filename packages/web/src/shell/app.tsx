import { useEffect } from 'preact/hooks';
import { Router } from 'wouter-preact';
import { Problem } from '../components/problem.tsx';
import { SignInPage } from '../features/sign-in/sign-in-page.tsx';
import { startLive } from '../live/live.ts';
import { refusals } from '../resources/call.ts';
import { startMoment } from '../time/moment.ts';
import { FollowLinks } from './follow-links.tsx';
import { askWho, me, meError } from './session.ts';
import { Shell } from './shell.tsx';

function SignedIn() {
  useEffect(() => {
    startLive();
    startMoment();
  }, []);
  return <Shell />;
}

/** The whole page: the shell for whoever is signed in, the way in for everybody else. */
export function App() {
  const asked = refusals.value;
  // Asked at first, and again whenever the server says that nobody is signed in.
  useEffect(() => {
    if (me.peek() !== null) void askWho();
  }, [asked]);
  useEffect(() => {
    if (meError.value === undefined) return undefined;
    const timer = setTimeout(() => void askWho(), 2_000);
    return () => clearTimeout(timer);
  }, [meError.value]);
  if (me.value === null) return <SignInPage />;
  if (me.value === undefined) {
    return meError.value === undefined ? null : (
      <Problem error={meError.value} onRetry={() => void askWho()} />
    );
  }
  return (
    <Router>
      <FollowLinks />
      <SignedIn />
    </Router>
  );
}

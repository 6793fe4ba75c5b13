import { useEffect, useState } from 'preact/hooks';

/** The time, milliseconds since 1970, told again every so many seconds. */
export function useNow(everySeconds = 1): number {
  const [nowMs, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everySeconds * 1_000);
    return () => clearInterval(timer);
  }, [everySeconds]);
  return nowMs;
}

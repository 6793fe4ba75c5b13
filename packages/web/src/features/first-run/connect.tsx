import { useEffect } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Panel } from '../../components/panel.tsx';
import { Snippet } from '../../components/snippet.tsx';
import { countOf } from '../../format/numbers.ts';
import type { KindFacts } from './kinds.ts';
import { MakeSecret } from './make-secret.tsx';
import { snippetOf } from './snippets.ts';
import { useArrivals } from './use-arrivals.ts';
import { useSecret } from './use-secret.ts';

/** How long "connected" is read before the data are shown. */
const readMilliseconds = 2_500;

function Waiting({ facts }: { readonly facts: KindFacts }) {
  const [, navigate] = useLocation();
  const count = useArrivals(facts, true);
  const isThere = count > 0;
  useEffect(() => {
    if (!isThere) return undefined;
    const timer = setTimeout(() => navigate(facts.path), readMilliseconds);
    return () => clearTimeout(timer);
  }, [isThere, facts, navigate]);
  return (
    <p class="first-run-wait" role="status">
      {isThere ? (
        <>
          <b class="t-ok">Connected, {countOf(count, 'record')}.</b>{' '}
          <a href={facts.path}>On to the data</a>
        </>
      ) : (
        <>
          <i class="first-run-pulse" aria-hidden="true" /> Waiting for the first record …
        </>
      )}
    </p>
  );
}

/** Makes what is needed, gives the snippet with it filled in, and waits for what it sends. */
export function Connect({ facts }: { readonly facts: KindFacts }) {
  const secret = useSecret(facts);
  const { value } = secret;
  return (
    <Panel title={facts.title}>
      <div class="stack">
        {value === undefined ? (
          <MakeSecret facts={facts} secret={secret} />
        ) : (
          <>
            <p class="quiet">
              {facts.kind === 'page' ? 'Into the head of each page' : 'In a terminal'}
              {value === '' ? '' : '; the secret in it is shown this once'}:
            </p>
            <Snippet
              label={`How to connect: ${facts.title}`}
              text={snippetOf(facts.kind, { url: location.origin, key: value })}
            />
            <Waiting facts={facts} />
            <p class="faint">
              More in <code>{facts.guide}</code>.
            </p>
          </>
        )}
      </div>
    </Panel>
  );
}

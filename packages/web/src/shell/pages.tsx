import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Redirect, Route, Switch, useLocation } from 'wouter-preact';
import { Button } from '../components/button.tsx';
import { Empty } from '../components/empty.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import type { PageEntry } from '../routes.ts';
import { pages } from '../routes.ts';
import { keepRange } from '../url/keep-range.ts';
import { isAdmin } from './session.ts';

type Component = ComponentType<{ params: Readonly<Record<string, string>> }>;

const loaded = new Map<string, Component>();

/** In place of a page that is for administrators alone. */
function NotPermitted({ title }: { readonly title: string }) {
  return (
    <>
      <PageHead title={title} />
      <Empty kind="not-permitted">This page is for administrators.</Empty>
    </>
  );
}

/** A page once its chunk is there; what was there before stays for that moment. */
function Lazy({
  entry,
  params,
}: {
  readonly entry: PageEntry;
  readonly params: Readonly<Record<string, string>>;
}) {
  const [, setCount] = useState(0);
  const [hasFailed, setFailed] = useState(false);
  const Page = loaded.get(entry.path);
  useEffect(() => {
    if (loaded.has(entry.path)) return;
    entry.load().then(
      (component) => {
        loaded.set(entry.path, component);
        setCount((count) => count + 1);
      },
      () => setFailed(true),
    );
  }, [entry]);
  if (entry.isForAdmins === true && !isAdmin()) return <NotPermitted title={entry.title} />;
  if (Page !== undefined) return <Page params={params} />;
  if (!hasFailed) return <Skeleton height={320} />;
  return (
    <Empty kind="nothing-sent" title="This page could not be loaded">
      The server does not answer, or it was updated meanwhile.
      <Button onClick={() => location.reload()}>Load again</Button>
    </Empty>
  );
}

/** The page that the address names. */
export function Pages() {
  const [path] = useLocation();
  return (
    <Switch location={path}>
      {pages.map((entry) => (
        <Route key={entry.path} path={entry.path}>
          {(params) => (
            <Lazy
              key={entry.path}
              entry={entry}
              params={params as Readonly<Record<string, string>>}
            />
          )}
        </Route>
      ))}
      <Route path="/login">
        <Redirect to="/" replace />
      </Route>
      <Route>
        <Empty kind="filtered" title="There is no such page">
          <a href={keepRange('/')}>To the fleet</a>
        </Empty>
      </Route>
    </Switch>
  );
}

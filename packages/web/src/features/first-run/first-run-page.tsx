import { Empty } from '../../components/empty.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { isAdmin } from '../../shell/session.ts';
import { useUrl } from '../../url/use-url.ts';
import { Connect } from './connect.tsx';
import { kinds } from './kinds.ts';
import { RemoveSimulated } from './remove-simulated.tsx';
import './first-run.css';

/** What do you have? It is connected here, and the page leads on to its data. */
export function FirstRunPage() {
  const [{ kind }, change] = useUrl({ kind: '' });
  const chosen = kinds.find((one) => one.kind === kind);
  if (!isAdmin()) {
    return <Empty kind="not-permitted">An administrator makes keys and enters devices.</Empty>;
  }
  return (
    <>
      <PageHead title="Connect" />
      <Panel title="What do you have?">
        <div class="first-run">
          {kinds.map((one) => (
            <button
              key={one.kind}
              type="button"
              class="first-run-kind"
              aria-pressed={one.kind === kind}
              onClick={() => change({ kind: one.kind })}
            >
              <b>{one.title}</b>
              <span>{one.about}</span>
            </button>
          ))}
        </div>
      </Panel>
      {chosen !== undefined && <Connect key={chosen.kind} facts={chosen} />}
      <RemoveSimulated />
    </>
  );
}

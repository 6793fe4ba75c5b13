import { PageHead } from '../../components/page-head.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { isAdmin } from '../../shell/session.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { Health } from './health.tsx';
import { Keys } from './keys.tsx';
import { Quarantine } from './quarantine.tsx';
import { Sessions } from './sessions.tsx';
import { Users } from './users.tsx';

const everybodys = [
  { name: 'health', title: 'System' },
  { name: 'sessions', title: 'Your sessions' },
] as const;
const administrators = [
  { name: 'users', title: 'People' },
  { name: 'keys', title: 'Keys' },
  { name: 'quarantine', title: 'Quarantine' },
] as const;
type Tab = (typeof everybodys)[number]['name'] | (typeof administrators)[number]['name'];

/** People, keys, and how the house itself is. */
export function AdminPage() {
  const [{ tab }] = useUrl({ tab: 'health' });
  const tabs: readonly { readonly name: Tab; readonly title: string }[] = isAdmin()
    ? [...everybodys, ...administrators]
    : everybodys;
  const current = tabs.find(({ name }) => name === tab)?.name ?? 'health';
  return (
    <>
      <PageHead title="Admin" />
      <Tabs
        label="Parts"
        tabs={tabs}
        current={current}
        href={(name) => keepRange(name === 'health' ? '/admin' : `/admin?tab=${name}`)}
      />
      {current === 'health' && <Health />}
      {current === 'sessions' && <Sessions />}
      {current === 'users' && <Users />}
      {current === 'keys' && <Keys />}
      {current === 'quarantine' && <Quarantine />}
    </>
  );
}

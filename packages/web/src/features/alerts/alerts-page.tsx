import { PageHead } from '../../components/page-head.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { isAdmin } from '../../shell/session.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { AlertList } from './alert-list.tsx';
import { Deliveries } from './deliveries.tsx';
import { Mutes } from './mutes.tsx';
import { Notifiers } from './notifiers.tsx';
import { Rules } from './rules.tsx';
import { Silences } from './silences.tsx';
import './alerts.css';

const everybodys = [
  { name: 'now', title: 'Open' },
  { name: 'all', title: 'All' },
  { name: 'rules', title: 'Rules' },
  { name: 'silences', title: 'Silences' },
  { name: 'muted', title: 'Muted' },
] as const;
const administrators = [
  { name: 'notifiers', title: 'Who is told' },
  { name: 'deliveries', title: 'Messages' },
] as const;
type Tab = (typeof everybodys)[number]['name'] | (typeof administrators)[number]['name'];

/** What is wrong, by which rule, and who was told. */
export function AlertsPage() {
  const [{ tab }] = useUrl({ tab: 'now' });
  const tabs: readonly { readonly name: Tab; readonly title: string }[] = isAdmin()
    ? [...everybodys, ...administrators]
    : everybodys;
  const current = tabs.find(({ name }) => name === tab)?.name ?? 'now';
  return (
    <>
      <PageHead title="Alerts">
        {isAdmin() && (
          <a class="button button-primary" href={keepRange('/alerts/rules/new')}>
            New rule
          </a>
        )}
      </PageHead>
      <Tabs
        label="Parts"
        tabs={tabs}
        current={current}
        href={(name) => keepRange(name === 'now' ? '/alerts' : `/alerts?tab=${name}`)}
      />
      {current === 'now' && <AlertList isOpen />}
      {current === 'all' && <AlertList isOpen={false} />}
      {current === 'rules' && <Rules />}
      {current === 'silences' && <Silences />}
      {current === 'muted' && <Mutes />}
      {current === 'notifiers' && <Notifiers />}
      {current === 'deliveries' && <Deliveries />}
    </>
  );
}

import type { unmergeErrorGroup } from '@homepot/catalogue';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { tell } from '../../components/toast.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { isAdmin } from '../../shell/session.ts';
import type { ShownGroup } from './error-group.ts';

interface PartsProps {
  readonly group: ShownGroup;
  readonly onDone: () => void;
}

/** The groups that somebody merged into this one; each can be taken out again. */
export function Parts({ group, onDone }: PartsProps) {
  const unmerge = useAction(async (fingerprint: string) => {
    await call<typeof unmergeErrorGroup>('POST', '/api/v1/errors/{fingerprint}/unmerge', {
      parameters: { fingerprint },
    });
    tell('Taken out. It stays apart.');
    onDone();
  });
  if (group.parts.length === 0) return null;
  return (
    <Panel title="Merged into it" isFlush>
      {unmerge.error !== undefined && <Problem error={unmerge.error} />}
      <Table
        label="Groups that were merged into this one"
        rows={group.parts}
        rowKey={({ fingerprint }) => fingerprint}
        columns={[
          { name: 'title', title: 'Error', cell: ({ title }) => title },
          {
            name: 'count',
            title: 'Count',
            isNumber: true,
            cell: ({ count }) => formatNumber(count),
          },
          {
            name: 'fingerprint',
            title: 'Fingerprint',
            isMinor: true,
            cell: ({ fingerprint }) => <code>{fingerprint}</code>,
          },
          {
            name: 'unmerge',
            title: <span class="sr-only">Take out</span>,
            isNumber: true,
            cell: ({ fingerprint }) =>
              isAdmin() && (
                <Button isBusy={unmerge.isBusy} onClick={() => void unmerge.run(fingerprint)}>
                  Take out
                </Button>
              ),
          },
        ]}
      />
    </Panel>
  );
}

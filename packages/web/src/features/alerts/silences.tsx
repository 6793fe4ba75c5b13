import type { AnswerOf, endSilence, listSilences } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { usePages } from '../../resources/use-pages.ts';
import { isAdmin } from '../../shell/session.ts';
import { SilenceDialog } from './silence-dialog.tsx';

type Silence = AnswerOf<typeof listSilences>['data'][number];

/** Whom or what a silence is about, in words. */
const matchInWords = (silence: Silence): string =>
  [
    silence.rule_id === null ? null : `rule ${silence.rule_id}`,
    silence.subject,
    silence.site_id,
    silence.device_id,
  ]
    .filter((part) => part !== null)
    .join(', ');

/** What nobody is to be told of for a time. */
export function Silences() {
  const [isNew, setNew] = useState(false);
  const { rows, resource } = usePages<typeof listSilences, Silence>(
    '/api/v1/alert-silences',
    { query: { limit: 100 } },
    { everySeconds: 30 },
  );
  const end = useAction(async (id: number) => {
    await call<typeof endSilence>('DELETE', '/api/v1/alert-silences/{id}', { parameters: { id } });
    tell('Ended. What still fires is told now.');
    resource.reload();
  });
  const add = isAdmin() && <Button onClick={() => setNew(true)}>New silence</Button>;
  return (
    <Panel
      title="Silences"
      aside={add}
      isFlush
      resource={resource}
      skeleton={{ rows: 3 }}
      isEmpty={() => rows.length === 0 && !isNew}
      empty={<Empty kind="all-well">Nothing is silenced.</Empty>}
    >
      {() => (
        <>
          {end.error !== undefined && <Problem error={end.error} />}
          <Table
            label="Silences"
            rows={rows}
            rowKey={({ id }) => String(id)}
            columns={[
              { name: 'what', title: 'What', cell: matchInWords },
              {
                name: 'until',
                title: 'Until',
                cell: (silence) => <Ago ms={Date.parse(silence.ends_at)} />,
              },
              { name: 'why', title: 'Why', cell: (silence) => silence.reason },
              {
                name: 'who',
                title: 'By',
                isMinor: true,
                cell: (silence) => silence.created_by ?? '–',
              },
              {
                name: 'end',
                title: <span class="sr-only">End</span>,
                isNumber: true,
                cell: ({ id }) =>
                  isAdmin() && (
                    <Button isBusy={end.isBusy} onClick={() => void end.run(id)}>
                      End now
                    </Button>
                  ),
              },
            ]}
          />
          {isNew && (
            <SilenceDialog
              given={{ rule: '', device: '' }}
              onClose={() => setNew(false)}
              onDone={resource.reload}
            />
          )}
        </>
      )}
    </Panel>
  );
}

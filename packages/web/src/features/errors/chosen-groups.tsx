import type { mergeErrorGroups, updateErrorGroup } from '@homepot/catalogue';
import { Button } from '../../components/button.tsx';
import { Problem } from '../../components/problem.tsx';
import { tell } from '../../components/toast.tsx';
import { countOf } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import type { ErrorGroup } from './error-group.ts';

interface ChosenGroupsProps {
  readonly groups: readonly ErrorGroup[];
  /** Something was done with them. */
  readonly onDone: () => void;
}

/** What can be done with several groups at once. */
export function ChosenGroups({ groups, onDone }: ChosenGroupsProps) {
  const update = useAction(async (status: 'resolved' | 'ignored' | 'open') => {
    for (const { fingerprint } of groups) {
      await call<typeof updateErrorGroup>('PATCH', '/api/v1/errors/{fingerprint}', {
        parameters: { fingerprint },
        body: { status },
      });
    }
    tell(`${countOf(groups.length, 'group')} ${status}.`);
    onDone();
  });
  const [first, ...others] = groups.toSorted((a, b) => b.count - a.count);
  const merge = useAction(async () => {
    if (first === undefined) return;
    await call<typeof mergeErrorGroups>('POST', '/api/v1/errors/{fingerprint}/merge', {
      parameters: { fingerprint: first.fingerprint },
      body: { fingerprints: others.map(({ fingerprint }) => fingerprint) },
    });
    tell(`Merged into “${first.title}”.`);
    onDone();
  });
  const isBusy = update.isBusy || merge.isBusy;
  const error = update.error ?? merge.error;
  return (
    <>
      <div class="row" role="toolbar" aria-label="Chosen groups">
        <span>{countOf(groups.length, 'group')} chosen</span>
        <Button kind="primary" isBusy={isBusy} onClick={() => void update.run('resolved')}>
          Resolve
        </Button>
        <Button isBusy={isBusy} onClick={() => void update.run('ignored')}>
          Ignore
        </Button>
        <Button isBusy={isBusy} onClick={() => void update.run('open')}>
          Reopen
        </Button>
        {others.length > 0 && (
          <Button isBusy={isBusy} onClick={() => void merge.run()}>
            Merge into the largest
          </Button>
        )}
      </div>
      {error !== undefined && <Problem error={error} />}
    </>
  );
}

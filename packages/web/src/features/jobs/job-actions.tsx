import type { cancelJob, pauseJob, resumeJob, retryJob } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Problem } from '../../components/problem.tsx';
import { tell } from '../../components/toast.tsx';
import { countOf } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import type { Job } from './job.ts';

interface JobActionsProps {
  readonly job: Job;
  readonly isOpen: boolean;
  readonly onDone: () => void;
}

/** Pause, resume, cancel, retry the failed. */
export function JobActions({ job, isOpen, onDone }: JobActionsProps) {
  const [isCancelling, setCancelling] = useState(false);
  const parameters = { job_id: job.job_id };
  const pause = useAction(async () => {
    await call<typeof pauseJob>('POST', '/api/v1/jobs/{job_id}/pause', { parameters });
    tell('Paused. Devices that were told already finish.');
    onDone();
  });
  const resume = useAction(async () => {
    await call<typeof resumeJob>('POST', '/api/v1/jobs/{job_id}/resume', { parameters });
    tell('Going on.');
    onDone();
  });
  const retry = useAction(async () => {
    await call<typeof retryJob>('POST', '/api/v1/jobs/{job_id}/retry', { parameters });
    tell('Trying the failed ones again.');
    onDone();
  });
  const cancel = useAction(async () => {
    await call<typeof cancelJob>('POST', '/api/v1/jobs/{job_id}/cancel', { parameters });
    tell('Cancelled.');
    onDone();
  });
  const failed = job.targets.failed + job.targets.timed_out;
  const error = pause.error ?? resume.error ?? retry.error;
  return (
    <>
      {failed > 0 && (
        <Button isBusy={retry.isBusy} onClick={() => void retry.run()}>
          Retry {countOf(failed, 'failed device')}
        </Button>
      )}
      {job.status === 'paused' && (
        <Button kind="primary" isBusy={resume.isBusy} onClick={() => void resume.run()}>
          Resume
        </Button>
      )}
      {isOpen && job.status !== 'paused' && (
        <Button isBusy={pause.isBusy} onClick={() => void pause.run()}>
          Pause
        </Button>
      )}
      {isOpen && (
        <Button kind="danger" onClick={() => setCancelling(true)}>
          Cancel job
        </Button>
      )}
      {error !== undefined && <Problem error={error} />}
      {isCancelling && (
        <Confirm
          title="Cancel this job?"
          verb="Cancel job"
          isDanger
          action={cancel}
          onClose={() => setCancelling(false)}
        >
          <p>
            {countOf(job.targets.queued, 'device')} that were not told yet are left out. Those that
            apply it already finish.
          </p>
        </Confirm>
      )}
    </>
  );
}

import type { createJob } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Button } from '../../components/button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { bodyOfDraft, emptyDraft, problemOfDraft } from './job-draft.ts';
import { WhatStep } from './what-step.tsx';
import { WhenStep } from './when-step.tsx';
import { WhomStep } from './whom-step.tsx';
import './jobs.css';

const steps = ['what', 'whom', 'when'] as const;
type Step = (typeof steps)[number];
const titles: Readonly<Record<Step, string>> = {
  what: '1. What',
  whom: '2. Whom',
  when: '3. When',
};

/** A job in three steps: what, for whom, when. */
export function NewJobPage() {
  const [{ step: asked, site, segment, device, version }, change] = useUrl({
    step: 'what',
    site: '',
    segment: '',
    device: '',
    version: '',
  });
  const [draft, setDraft] = useState({ ...emptyDraft, site, segment, devices: device, version });
  const [, navigate] = useLocation();
  const step = steps.find((name) => name === asked) ?? 'what';
  const create = useAction(async () => {
    const job = await call<typeof createJob>('POST', '/api/v1/jobs', { body: bodyOfDraft(draft) });
    tell('The job is under way.');
    navigate(keepRange(`/jobs/${job.job_id}`));
  });
  const problem = problemOfDraft(draft);
  const next = steps[steps.indexOf(step) + 1];
  const props = {
    draft,
    onDraft: (changed: Partial<typeof draft>) => setDraft({ ...draft, ...changed }),
  };
  return (
    <>
      <PageHead title="New job" before={<a href={keepRange('/jobs')}>Jobs</a>} />
      <Tabs
        label="Steps"
        tabs={steps.map((name) => ({ name, title: titles[name] }))}
        current={step}
        href={(name) => keepRange(`/jobs/new?step=${name}`)}
      />
      <Panel title={titles[step]}>
        <form
          class="stack jobs-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (next !== undefined) change({ step: next });
            else if (problem === undefined) void create.run();
          }}
        >
          {step === 'what' && <WhatStep {...props} />}
          {step === 'whom' && <WhomStep {...props} />}
          {step === 'when' && <WhenStep {...props} />}
          {create.error !== undefined && <Problem error={create.error} />}
          {next === undefined && problem !== undefined && <p class="t-warn">{problem}</p>}
          <div class="row-end">
            {step !== 'what' && (
              <Button onClick={() => change({ step: steps[steps.indexOf(step) - 1] ?? 'what' })}>
                Back
              </Button>
            )}
            <Button
              type="submit"
              kind="primary"
              isBusy={create.isBusy}
              disabled={next === undefined && problem !== undefined}
            >
              {next === undefined ? 'Start the job' : 'Next'}
            </Button>
          </div>
        </form>
      </Panel>
    </>
  );
}

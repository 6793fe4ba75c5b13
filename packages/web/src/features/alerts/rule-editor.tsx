import type { createAlertRule, removeAlertRule, updateAlertRule } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { isAdmin } from '../../shell/session.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { RuleDraft } from './rule-draft.ts';
import { bodyOfRule, sentenceOf } from './rule-draft.ts';
import { RuleFields } from './rule-fields.tsx';
import { RulePreview } from './rule-preview.tsx';

interface RuleEditorProps {
  /** Absent for a new one. */
  readonly id: number | undefined;
  readonly given: RuleDraft;
}

/** A rule as a form, what it says in one sentence, and what it would have found in the last days. */
export function RuleEditor({ id, given }: RuleEditorProps) {
  const [draft, setDraft] = useState(given);
  const [isLeaving, setLeaving] = useState(false);
  const [, navigate] = useLocation();
  const back = (): void => navigate(keepRange('/alerts?tab=rules'));
  const save = useAction(async () => {
    const body = bodyOfRule(draft);
    if (id === undefined)
      await call<typeof createAlertRule>('POST', '/api/v1/alert-rules', { body });
    else
      await call<typeof updateAlertRule>('PATCH', '/api/v1/alert-rules/{id}', {
        parameters: { id },
        body,
      });
    tell('Saved.');
    back();
  });
  const remove = useAction(async () => {
    if (id !== undefined)
      await call<typeof removeAlertRule>('DELETE', '/api/v1/alert-rules/{id}', {
        parameters: { id },
      });
    back();
  });
  return (
    <div class="cols">
      <Panel title="What it watches">
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void save.run();
          }}
        >
          <p class="alerts-sentence" role="status">
            {sentenceOf(draft)}
          </p>
          <RuleFields draft={draft} onDraft={(changed) => setDraft({ ...draft, ...changed })} />
          {save.error !== undefined && <Problem error={save.error} />}
          {isAdmin() && (
            <div class="row-end">
              {id !== undefined && (
                <Button kind="danger" onClick={() => setLeaving(true)}>
                  Remove
                </Button>
              )}
              <Button type="submit" kind="primary" isBusy={save.isBusy}>
                Save
              </Button>
            </div>
          )}
        </form>
      </Panel>
      <RulePreview draft={draft} />
      {isLeaving && (
        <Confirm
          title="Remove this rule?"
          verb="Remove"
          isDanger
          action={remove}
          onClose={() => setLeaving(false)}
        >
          <p>Its alerts end; those of the past stay in the list.</p>
        </Confirm>
      )}
    </div>
  );
}

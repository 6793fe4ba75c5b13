import type { showAlertRule } from '@homepot/catalogue';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { useResource } from '../../resources/use-resource.ts';
import { keepRange } from '../../url/keep-range.ts';
import { draftOfRule, emptyRuleDraft } from './rule-draft.ts';
import { RuleEditor } from './rule-editor.tsx';
import './alerts.css';

/** One rule, or a new one: as a sentence, as a form, and what it would have found. */
export function RulePage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const isNew = params.id === 'new';
  const id = Number(params.id);
  const resource = useResource<typeof showAlertRule>(
    '/api/v1/alert-rules/{id}',
    { parameters: { id } },
    { isOff: isNew },
  );
  return (
    <>
      <PageHead
        title={isNew ? 'New rule' : (resource.data?.name ?? 'Rule')}
        before={<a href={keepRange('/alerts?tab=rules')}>Rules</a>}
      />
      {isNew ? (
        <RuleEditor id={undefined} given={emptyRuleDraft} />
      ) : resource.data === undefined ? (
        <Panel title="Rule" resource={resource} skeleton={{ rows: 8 }}>
          {() => null}
        </Panel>
      ) : (
        <RuleEditor key={resource.data.updated_at} id={id} given={draftOfRule(resource.data)} />
      )}
    </>
  );
}

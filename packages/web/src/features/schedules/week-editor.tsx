import type { replaceSchedules } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { isAdmin } from '../../shell/session.ts';
import { useUrl } from '../../url/use-url.ts';
import { CopyToSites } from './copy-to-sites.tsx';
import { DayEditor } from './day-editor.tsx';
import type { WeekDate } from './week-dates.ts';
import type { DayDraft, SiteSchedules, WeekDraft } from './week-draft.ts';
import { dayNames, toLines, toWeek, whereIs, withDay } from './week-draft.ts';
import { WeekGrid } from './week-grid.tsx';

interface WeekEditorProps {
  readonly schedules: SiteSchedules;
  readonly dates: readonly WeekDate[];
  readonly onSaved: () => void;
}

/** A copy that is being changed; undefined while it is as the server has it. */
function useDraft({ schedules, onSaved }: WeekEditorProps) {
  const [draft, setDraft] = useState<WeekDraft>();
  const [copied, setCopied] = useState<DayDraft>();
  const week = draft ?? toWeek(schedules.schedules);
  const save = useAction(async () => {
    await call<typeof replaceSchedules>('PUT', '/api/v1/sites/{site_id}/schedules', {
      parameters: { site_id: schedules.site_id },
      body: { schedules: toLines(week) },
    });
    tell('The week is saved.');
    setDraft(undefined);
    onSaved();
  });
  return {
    week,
    save,
    isChanged: draft !== undefined,
    change(days: readonly number[], lines: DayDraft) {
      save.clear();
      setDraft(withDay(week, days, lines));
    },
    discard() {
      save.clear();
      setDraft(undefined);
    },
    copy(day: number) {
      setCopied(week[day]);
      tell(`${dayNames[day]} is copied; Ctrl V puts it elsewhere.`);
    },
    paste(day: number) {
      if (copied !== undefined) setDraft(withDay(week, [day], copied));
    },
  };
}

/** The week as a grid, a day of it as a form, and what is done with both. */
export function WeekEditor(props: WeekEditorProps) {
  const { schedules, dates } = props;
  const [{ day: chosenText }, setUrl] = useUrl({ day: '0' });
  const [isCopying, setCopying] = useState(false);
  const draft = useDraft(props);
  const chosen = Math.min(Math.max(Number(chosenText) || 0, 0), 6);
  const canChange = isAdmin();
  const place = whereIs(draft.week, draft.save.error?.path);
  const fault =
    place !== undefined && draft.save.error !== undefined
      ? { ...place, message: draft.save.error.message }
      : undefined;
  const grid = {
    week: draft.week,
    dates,
    exceptions: schedules.exceptions,
    zone: schedules.timezone,
  };
  return (
    <>
      <Panel
        title="Opening hours"
        aside={
          canChange && (
            <span class="row">
              <Button onClick={() => setCopying(true)}>Copy to other sites</Button>
              {draft.isChanged && <Button onClick={draft.discard}>Discard</Button>}
              <Button
                kind="primary"
                disabled={!draft.isChanged}
                isBusy={draft.save.isBusy}
                onClick={() => void draft.save.run()}
              >
                Save week
              </Button>
            </span>
          )
        }
      >
        {canChange ? (
          <WeekGrid
            {...grid}
            chosen={chosen}
            onChoose={(day) => setUrl({ day: String(day) }, { replace: true })}
            onCopy={draft.copy}
            onPaste={draft.paste}
          />
        ) : (
          <WeekGrid {...grid} />
        )}
        {draft.save.error !== undefined && fault?.day !== chosen && (
          <Problem error={draft.save.error} />
        )}
        {fault !== undefined && fault.day !== chosen && (
          <p class="t-bad">It is about {dayNames[fault.day]}.</p>
        )}
      </Panel>
      {canChange && (
        <DayEditor
          day={chosen}
          lines={draft.week[chosen] ?? []}
          fault={fault?.day === chosen ? fault : undefined}
          onLines={(lines) => draft.change([chosen], lines)}
          onCopyTo={(days) => draft.change(days, draft.week[chosen] ?? [])}
        />
      )}
      {isCopying && (
        <CopyToSites
          siteId={schedules.site_id}
          week={draft.week}
          onClose={() => setCopying(false)}
        />
      )}
    </>
  );
}

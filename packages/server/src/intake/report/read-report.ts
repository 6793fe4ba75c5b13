import type { DeviceReport } from '@homepot/catalogue';
import { deviceReport } from '@homepot/catalogue';
import { createInputCheck } from '../../http/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import { parseInstant } from '../record/parse-instant.ts';

/** A report that was checked, with its instants in milliseconds since 1970. */
export interface CheckedReport {
  readonly report: DeviceReport;
  readonly measuredAtMs: number;
  readonly sentAtMs: number;
}

const check = createInputCheck('body', deviceReport);

function readInstant(report: DeviceReport, name: 'measured_at' | 'sent_at'): number {
  const micros = parseInstant(report[name]);
  if (!Number.isNaN(micros)) return micros / 1_000;
  const path = `body.${name}`;
  throw new HomepotError('time_invalid', { path, message: `\`${path}\` is no instant` });
}

/** Checks a report. Throws what is wrong with it, with the path of the field. */
export function readReport(body: unknown): CheckedReport {
  const checked = check(body);
  if ('error' in checked) throw checked.error;
  const report = checked.value as DeviceReport;
  return {
    report,
    measuredAtMs: readInstant(report, 'measured_at'),
    sentAtMs: readInstant(report, 'sent_at'),
  };
}

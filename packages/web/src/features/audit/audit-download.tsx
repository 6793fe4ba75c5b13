import { addressOf } from '../../resources/address.ts';

interface AuditDownloadProps {
  readonly query: Readonly<Record<string, string>>;
}

/** What is shown, all pages of it, as a file. */
export function AuditDownload({ query }: AuditDownloadProps) {
  const href = addressOf('/api/v1/analytics/audit-logs', {}, { ...query, format: 'csv' });
  return (
    <a class="button" href={href} download="audit-logs.csv">
      Download CSV
    </a>
  );
}

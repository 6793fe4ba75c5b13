import type { verifyAudit } from '@homepot/catalogue';
import { Tag } from '../../components/tag.tsx';
import { countOf } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';

/** Whether the chain of hashes holds: every row is read for it, once when the page is opened. */
export function ChainMark() {
  const { data, error } = useResource<typeof verifyAudit>('/api/v1/audit/verify');
  if (error !== undefined) return <Tag tone="off">not verified: {error.message}</Tag>;
  if (data === undefined) return <Tag tone="off">verifying…</Tag>;
  if (data.broken !== null) {
    return (
      <Tag tone="bad">
        chain broken at entry {data.broken.id}: {data.broken.reason.replaceAll('-', ' ')}
      </Tag>
    );
  }
  return <Tag tone="ok">chain verified, {countOf(data.rows, 'entry', 'entries')}</Tag>;
}

import type { Transaction } from '../../store/index.ts';

/**
 * Gives up the parts of the archive whose rows had not left when the backup was made. The house that was backed up may
 * have let them leave since, and their files be the only place where they are. To write the same rows again removes the
 * file of an earlier try, which here would be that one: a house that was restored, maybe for a trial, writes to names of
 * its own and leaves these alone.
 */
export async function giveUpUnsettled({ query }: Pick<Transaction, 'query'>): Promise<void> {
  await query(
    `UPDATE archive_parts SET state = 'abandoned',
       fault = 'A backup was restored; the file is that of the house that was backed up.'
     WHERE state IN ('writing', 'written', 'verified')`,
  );
  await query(
    `UPDATE retention_parts SET archive_part_id = NULL,
       state = CASE WHEN state = 'detached' THEN state ELSE 'planned' END
     WHERE archive AND state IN ('archived', 'verified', 'detached')`,
  );
}

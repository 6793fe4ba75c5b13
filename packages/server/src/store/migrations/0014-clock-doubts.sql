-- What each run found of the clock: those that let nothing leave since it may be wrong are no sign of life.

ALTER TABLE retention_runs ADD COLUMN clock_found varchar(10) CHECK (
  clock_found IN ('right', 'apart', 'gap')
);
UPDATE retention_runs SET clock_found = 'right' WHERE ended_at IS NOT NULL;

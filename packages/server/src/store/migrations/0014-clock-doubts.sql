-- Runs that let nothing leave, since the clock may be wrong.

ALTER TABLE retention_runs ADD COLUMN clock_doubted boolean NOT NULL DEFAULT false;

-- Errors as people deal with them, and what finds them by their words.

CREATE TABLE error_groups (
  fingerprint varchar(64) PRIMARY KEY,
  title varchar(200) NOT NULL,
  own_title varchar(200),
  category varchar(50) NOT NULL CHECK (category IN
    ('api', 'database', 'external_service', 'validation', 'device', 'frontend', 'tool')),
  severity varchar(20) NOT NULL CHECK (severity IN
    ('debug', 'info', 'warning', 'error', 'critical')),
  error_type varchar(100),
  error_code varchar(50),
  explanation jsonb NOT NULL,
  provenance varchar(10) NOT NULL CHECK (provenance IN
    ('real', 'controlled', 'simulated', 'sample')),
  first_seen timestamptz NOT NULL,
  status varchar(10) NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved', 'ignored')),
  resolved_at timestamptz,
  resolved_by varchar(255),
  ignored_until timestamptz,
  notes text,
  merged_into varchar(64) REFERENCES error_groups (fingerprint),
  regressed_at timestamptz,
  regressions integer NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON error_groups (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX ON error_groups (status) WHERE (status <> 'open');

CREATE TABLE error_group_splits (
  one varchar(64) NOT NULL REFERENCES error_groups (fingerprint),
  other varchar(64) NOT NULL REFERENCES error_groups (fingerprint),
  split_at timestamptz NOT NULL,
  split_by varchar(255),
  PRIMARY KEY (one, other)
);
CREATE INDEX ON error_group_splits (other);

-- Rows that were stored before keep their fingerprints, and get groups of them. From one fingerprint
-- to the next over the index: what this costs is the number of groups, not of rows.
WITH RECURSIVE known AS (
    (SELECT fingerprint FROM error_logs ORDER BY fingerprint LIMIT 1)
  UNION ALL
    SELECT (SELECT later.fingerprint FROM error_logs AS later
      WHERE later.fingerprint > known.fingerprint ORDER BY later.fingerprint LIMIT 1)
    FROM known WHERE known.fingerprint IS NOT NULL
)
INSERT INTO error_groups
  (fingerprint, title, category, severity, error_code, explanation, provenance, first_seen)
SELECT known.fingerprint, left(first.error_message, 200), first.category, first.severity,
  first.error_code, '{"by": "earlier version"}', first.provenance, first."timestamp"
FROM known CROSS JOIN LATERAL (
  SELECT * FROM error_logs WHERE error_logs.fingerprint = known.fingerprint
  ORDER BY "timestamp" LIMIT 1) AS first;

CREATE INDEX ON error_logs USING gin (context jsonb_path_ops);
CREATE INDEX ON error_logs USING gin (tool_context jsonb_path_ops);
CREATE INDEX ON tool_usage_logs USING gin (parameters jsonb_path_ops);

-- Trusted since PostgreSQL 13. Where the role may not make it, or it is not installed, a search reads
-- the rows; `homepot doctor` says so.
DO $$
BEGIN
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
  EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'without pg_trgm, a search in errors reads every row: %', SQLERRM;
    RETURN;
  END;
  CREATE INDEX ON error_logs USING gin (error_message gin_trgm_ops);
EXCEPTION WHEN undefined_object THEN
  RAISE NOTICE 'pg_trgm is in a schema that is not searched: %', SQLERRM;
END
$$;

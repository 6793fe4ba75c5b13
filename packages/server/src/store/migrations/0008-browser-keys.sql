-- Keys that stand in web pages, and the mark of what anybody may have sent.

ALTER TABLE api_keys DROP CONSTRAINT api_keys_scope_check;
ALTER TABLE api_keys
  ADD CHECK (scope IN ('ingest', 'read', 'admin', 'browser')),
  ADD COLUMN allowed_origins jsonb;

ALTER TABLE user_activities ADD COLUMN trust varchar(10) NOT NULL DEFAULT 'trusted';
ALTER TABLE error_logs ADD COLUMN trust varchar(10) NOT NULL DEFAULT 'trusted';

-- Tokens of displays: keys that read what a screen on a wall shows, and nothing else.

ALTER TABLE api_keys DROP CONSTRAINT api_keys_scope_check;
ALTER TABLE api_keys ADD CHECK (scope IN ('ingest', 'read', 'admin', 'browser', 'display'));

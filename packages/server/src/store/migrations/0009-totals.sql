-- Totals beside the families that keep routes and tools apart, and people beside their tools: what is
-- told of all of them would add up a thousand rows where these have one. Totals of old requests are made
-- of what is kept by route, and of old calls by tool, each row under a writer of its own, since numbers
-- of several writers are added up by whoever reads them.

CREATE TABLE api_totals_minute (
  bucket timestamptz NOT NULL,
  status_class smallint NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  response_time_ms_count bigint NOT NULL,
  response_time_ms_sum double precision NOT NULL,
  response_time_ms_minimum double precision,
  response_time_ms_maximum double precision,
  response_time_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, status_class, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE api_totals_hour (
  bucket timestamptz NOT NULL,
  status_class smallint NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  response_time_ms_count bigint NOT NULL,
  response_time_ms_sum double precision NOT NULL,
  response_time_ms_minimum double precision,
  response_time_ms_maximum double precision,
  response_time_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, status_class, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE api_totals_day (
  bucket timestamptz NOT NULL,
  status_class smallint NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  response_time_ms_count bigint NOT NULL,
  response_time_ms_sum double precision NOT NULL,
  response_time_ms_minimum double precision,
  response_time_ms_maximum double precision,
  response_time_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, status_class, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE tool_totals_minute (
  bucket timestamptz NOT NULL,
  outcome varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, outcome, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE tool_totals_hour (
  bucket timestamptz NOT NULL,
  outcome varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, outcome, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE tool_totals_day (
  bucket timestamptz NOT NULL,
  outcome varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, outcome, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE tool_people_day (
  bucket timestamptz NOT NULL,
  user_id varchar(255) NOT NULL,
  session_id varchar(255) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, user_id, session_id, provenance, writer)
) WITH (fillfactor = 70);

INSERT INTO api_totals_minute
  SELECT bucket, status_class, provenance, md5(writer::text || '/' || endpoint || '/' || method || '/' || service)::uuid, count, response_time_ms_count,
    response_time_ms_sum, response_time_ms_minimum, response_time_ms_maximum, response_time_ms_histogram
  FROM api_performance_minute;
INSERT INTO api_totals_hour
  SELECT bucket, status_class, provenance, md5(writer::text || '/' || endpoint || '/' || method || '/' || service)::uuid, count, response_time_ms_count,
    response_time_ms_sum, response_time_ms_minimum, response_time_ms_maximum, response_time_ms_histogram
  FROM api_performance_hour;
INSERT INTO api_totals_day
  SELECT bucket, status_class, provenance, md5(writer::text || '/' || endpoint || '/' || method || '/' || service)::uuid, count, response_time_ms_count,
    response_time_ms_sum, response_time_ms_minimum, response_time_ms_maximum, response_time_ms_histogram
  FROM api_performance_day;

INSERT INTO tool_totals_minute
  SELECT bucket, outcome, provenance, md5(writer::text || '/' || bcp_name || '/' || tool_name || '/' || operation)::uuid, count, duration_ms_count,
    duration_ms_sum, duration_ms_minimum, duration_ms_maximum, duration_ms_histogram
  FROM tool_usage_minute;
INSERT INTO tool_totals_hour
  SELECT bucket, outcome, provenance, md5(writer::text || '/' || bcp_name || '/' || tool_name || '/' || operation)::uuid, count, duration_ms_count,
    duration_ms_sum, duration_ms_minimum, duration_ms_maximum, duration_ms_histogram
  FROM tool_usage_hour;
INSERT INTO tool_totals_day
  SELECT bucket, outcome, provenance, md5(writer::text || '/' || bcp_name || '/' || tool_name || '/' || operation)::uuid, count, duration_ms_count,
    duration_ms_sum, duration_ms_minimum, duration_ms_maximum, duration_ms_histogram
  FROM tool_usage_day;
INSERT INTO tool_people_day
  SELECT bucket, user_id, session_id, provenance, md5(writer::text || '/' || bcp_name || '/' || tool_name)::uuid,
    count
  FROM tool_callers_day;

-- Rollups: each family has a table for each length of bucket. Old hours keep their numbers, their
-- service is not known. An old day is made of its hours, each under a writer of its own, since numbers
-- of several writers are added up by whoever reads them. `homepot rollups rebuild` counts the rest from the rows.

CREATE TABLE api_performance_minute (
  bucket timestamptz NOT NULL,
  endpoint varchar(255) NOT NULL,
  method varchar(10) NOT NULL,
  status_class smallint NOT NULL,
  service varchar(100) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  response_time_ms_count bigint NOT NULL,
  response_time_ms_sum double precision NOT NULL,
  response_time_ms_minimum double precision,
  response_time_ms_maximum double precision,
  response_time_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, endpoint, method, status_class, service, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE api_performance_hour (
  bucket timestamptz NOT NULL,
  endpoint varchar(255) NOT NULL,
  method varchar(10) NOT NULL,
  status_class smallint NOT NULL,
  service varchar(100) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  response_time_ms_count bigint NOT NULL,
  response_time_ms_sum double precision NOT NULL,
  response_time_ms_minimum double precision,
  response_time_ms_maximum double precision,
  response_time_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, endpoint, method, status_class, service, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE api_performance_day (
  bucket timestamptz NOT NULL,
  endpoint varchar(255) NOT NULL,
  method varchar(10) NOT NULL,
  status_class smallint NOT NULL,
  service varchar(100) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  response_time_ms_count bigint NOT NULL,
  response_time_ms_sum double precision NOT NULL,
  response_time_ms_minimum double precision,
  response_time_ms_maximum double precision,
  response_time_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, endpoint, method, status_class, service, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE api_users_day (
  bucket timestamptz NOT NULL,
  user_id varchar(255) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, user_id, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE job_outcomes_minute (
  bucket timestamptz NOT NULL,
  job_type varchar(100) NOT NULL,
  status varchar(50) NOT NULL,
  has_device smallint NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, job_type, status, has_device, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE job_outcomes_hour (
  bucket timestamptz NOT NULL,
  job_type varchar(100) NOT NULL,
  status varchar(50) NOT NULL,
  has_device smallint NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, job_type, status, has_device, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE job_outcomes_day (
  bucket timestamptz NOT NULL,
  job_type varchar(100) NOT NULL,
  status varchar(50) NOT NULL,
  has_device smallint NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, job_type, status, has_device, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE error_trends_minute (
  bucket timestamptz NOT NULL,
  category varchar(50) NOT NULL,
  severity varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, category, severity, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE error_trends_hour (
  bucket timestamptz NOT NULL,
  category varchar(50) NOT NULL,
  severity varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, category, severity, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE error_trends_day (
  bucket timestamptz NOT NULL,
  category varchar(50) NOT NULL,
  severity varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, category, severity, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE error_fingerprints_hour (
  bucket timestamptz NOT NULL,
  fingerprint varchar(64) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, fingerprint, provenance, writer)
) WITH (fillfactor = 70);
CREATE INDEX ON error_fingerprints_hour (fingerprint, bucket);

CREATE TABLE error_fingerprints_day (
  bucket timestamptz NOT NULL,
  fingerprint varchar(64) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, fingerprint, provenance, writer)
) WITH (fillfactor = 70);
CREATE INDEX ON error_fingerprints_day (fingerprint, bucket);

CREATE TABLE error_devices_day (
  bucket timestamptz NOT NULL,
  fingerprint varchar(64) NOT NULL,
  device_id varchar(255) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, fingerprint, device_id, provenance, writer)
) WITH (fillfactor = 70);
CREATE INDEX ON error_devices_day (fingerprint, bucket);

CREATE TABLE error_users_day (
  bucket timestamptz NOT NULL,
  fingerprint varchar(64) NOT NULL,
  user_id varchar(255) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, fingerprint, user_id, provenance, writer)
) WITH (fillfactor = 70);
CREATE INDEX ON error_users_day (fingerprint, bucket);

CREATE TABLE tool_errors_hour (
  bucket timestamptz NOT NULL,
  bcp_name varchar(100) NOT NULL,
  tool_name varchar(100) NOT NULL,
  severity varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, bcp_name, tool_name, severity, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE tool_errors_day (
  bucket timestamptz NOT NULL,
  bcp_name varchar(100) NOT NULL,
  tool_name varchar(100) NOT NULL,
  severity varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, bcp_name, tool_name, severity, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE tool_usage_minute (
  bucket timestamptz NOT NULL,
  bcp_name varchar(100) NOT NULL,
  tool_name varchar(100) NOT NULL,
  operation varchar(100) NOT NULL,
  outcome varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, bcp_name, tool_name, operation, outcome, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE tool_usage_hour (
  bucket timestamptz NOT NULL,
  bcp_name varchar(100) NOT NULL,
  tool_name varchar(100) NOT NULL,
  operation varchar(100) NOT NULL,
  outcome varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, bcp_name, tool_name, operation, outcome, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE tool_usage_day (
  bucket timestamptz NOT NULL,
  bcp_name varchar(100) NOT NULL,
  tool_name varchar(100) NOT NULL,
  operation varchar(100) NOT NULL,
  outcome varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, bcp_name, tool_name, operation, outcome, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE tool_callers_day (
  bucket timestamptz NOT NULL,
  bcp_name varchar(100) NOT NULL,
  tool_name varchar(100) NOT NULL,
  user_id varchar(255) NOT NULL,
  session_id varchar(128) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, bcp_name, tool_name, user_id, session_id, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE user_activity_minute (
  bucket timestamptz NOT NULL,
  activity_type varchar(50) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, activity_type, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE user_activity_hour (
  bucket timestamptz NOT NULL,
  activity_type varchar(50) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, activity_type, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE user_activity_day (
  bucket timestamptz NOT NULL,
  activity_type varchar(50) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  duration_ms_count bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_minimum double precision,
  duration_ms_maximum double precision,
  duration_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, activity_type, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE activity_users_day (
  bucket timestamptz NOT NULL,
  user_id varchar(255) NOT NULL,
  session_id varchar(255) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, user_id, session_id, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE activity_pages_hour (
  bucket timestamptz NOT NULL,
  page_url varchar(500) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, page_url, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE activity_pages_day (
  bucket timestamptz NOT NULL,
  page_url varchar(500) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, page_url, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE activity_searches_hour (
  bucket timestamptz NOT NULL,
  search_query varchar(200) NOT NULL,
  has_results smallint NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, search_query, has_results, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE activity_searches_day (
  bucket timestamptz NOT NULL,
  search_query varchar(200) NOT NULL,
  has_results smallint NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, search_query, has_results, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE health_checks_summary_minute (
  bucket timestamptz NOT NULL,
  is_healthy smallint NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  response_time_ms_count bigint NOT NULL,
  response_time_ms_sum double precision NOT NULL,
  response_time_ms_minimum double precision,
  response_time_ms_maximum double precision,
  response_time_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, is_healthy, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE health_checks_summary_hour (
  bucket timestamptz NOT NULL,
  is_healthy smallint NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  response_time_ms_count bigint NOT NULL,
  response_time_ms_sum double precision NOT NULL,
  response_time_ms_minimum double precision,
  response_time_ms_maximum double precision,
  response_time_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, is_healthy, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE health_checks_summary_day (
  bucket timestamptz NOT NULL,
  is_healthy smallint NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  response_time_ms_count bigint NOT NULL,
  response_time_ms_sum double precision NOT NULL,
  response_time_ms_minimum double precision,
  response_time_ms_maximum double precision,
  response_time_ms_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, is_healthy, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE device_states_minute (
  bucket timestamptz NOT NULL,
  new_state varchar(50) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, new_state, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE device_states_hour (
  bucket timestamptz NOT NULL,
  new_state varchar(50) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, new_state, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE device_states_day (
  bucket timestamptz NOT NULL,
  new_state varchar(50) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket, new_state, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE device_measurements_minute (
  bucket timestamptz NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  cpu_percent_count bigint NOT NULL,
  cpu_percent_sum double precision NOT NULL,
  cpu_percent_minimum double precision,
  cpu_percent_maximum double precision,
  cpu_percent_histogram bytea NOT NULL,
  memory_percent_count bigint NOT NULL,
  memory_percent_sum double precision NOT NULL,
  memory_percent_minimum double precision,
  memory_percent_maximum double precision,
  memory_percent_histogram bytea NOT NULL,
  disk_percent_count bigint NOT NULL,
  disk_percent_sum double precision NOT NULL,
  disk_percent_minimum double precision,
  disk_percent_maximum double precision,
  disk_percent_histogram bytea NOT NULL,
  network_latency_ms_count bigint NOT NULL,
  network_latency_ms_sum double precision NOT NULL,
  network_latency_ms_minimum double precision,
  network_latency_ms_maximum double precision,
  network_latency_ms_histogram bytea NOT NULL,
  error_rate_count bigint NOT NULL,
  error_rate_sum double precision NOT NULL,
  error_rate_minimum double precision,
  error_rate_maximum double precision,
  error_rate_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE device_measurements_hour (
  bucket timestamptz NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  cpu_percent_count bigint NOT NULL,
  cpu_percent_sum double precision NOT NULL,
  cpu_percent_minimum double precision,
  cpu_percent_maximum double precision,
  cpu_percent_histogram bytea NOT NULL,
  memory_percent_count bigint NOT NULL,
  memory_percent_sum double precision NOT NULL,
  memory_percent_minimum double precision,
  memory_percent_maximum double precision,
  memory_percent_histogram bytea NOT NULL,
  disk_percent_count bigint NOT NULL,
  disk_percent_sum double precision NOT NULL,
  disk_percent_minimum double precision,
  disk_percent_maximum double precision,
  disk_percent_histogram bytea NOT NULL,
  network_latency_ms_count bigint NOT NULL,
  network_latency_ms_sum double precision NOT NULL,
  network_latency_ms_minimum double precision,
  network_latency_ms_maximum double precision,
  network_latency_ms_histogram bytea NOT NULL,
  error_rate_count bigint NOT NULL,
  error_rate_sum double precision NOT NULL,
  error_rate_minimum double precision,
  error_rate_maximum double precision,
  error_rate_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE device_measurements_day (
  bucket timestamptz NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  cpu_percent_count bigint NOT NULL,
  cpu_percent_sum double precision NOT NULL,
  cpu_percent_minimum double precision,
  cpu_percent_maximum double precision,
  cpu_percent_histogram bytea NOT NULL,
  memory_percent_count bigint NOT NULL,
  memory_percent_sum double precision NOT NULL,
  memory_percent_minimum double precision,
  memory_percent_maximum double precision,
  memory_percent_histogram bytea NOT NULL,
  disk_percent_count bigint NOT NULL,
  disk_percent_sum double precision NOT NULL,
  disk_percent_minimum double precision,
  disk_percent_maximum double precision,
  disk_percent_histogram bytea NOT NULL,
  network_latency_ms_count bigint NOT NULL,
  network_latency_ms_sum double precision NOT NULL,
  network_latency_ms_minimum double precision,
  network_latency_ms_maximum double precision,
  network_latency_ms_histogram bytea NOT NULL,
  error_rate_count bigint NOT NULL,
  error_rate_sum double precision NOT NULL,
  error_rate_minimum double precision,
  error_rate_maximum double precision,
  error_rate_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE performance_values_minute (
  bucket timestamptz NOT NULL,
  metric_name varchar(100) NOT NULL,
  aggregation_period varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  metric_value_count bigint NOT NULL,
  metric_value_sum double precision NOT NULL,
  metric_value_minimum double precision,
  metric_value_maximum double precision,
  metric_value_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, metric_name, aggregation_period, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE performance_values_hour (
  bucket timestamptz NOT NULL,
  metric_name varchar(100) NOT NULL,
  aggregation_period varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  metric_value_count bigint NOT NULL,
  metric_value_sum double precision NOT NULL,
  metric_value_minimum double precision,
  metric_value_maximum double precision,
  metric_value_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, metric_name, aggregation_period, provenance, writer)
) WITH (fillfactor = 70);

CREATE TABLE performance_values_day (
  bucket timestamptz NOT NULL,
  metric_name varchar(100) NOT NULL,
  aggregation_period varchar(20) NOT NULL,
  provenance varchar(10) NOT NULL,
  writer uuid NOT NULL,
  count bigint NOT NULL,
  metric_value_count bigint NOT NULL,
  metric_value_sum double precision NOT NULL,
  metric_value_minimum double precision,
  metric_value_maximum double precision,
  metric_value_histogram bytea NOT NULL,
  PRIMARY KEY (bucket, metric_name, aggregation_period, provenance, writer)
) WITH (fillfactor = 70);

-- What the old tables said.

INSERT INTO api_performance_hour
  SELECT bucket, endpoint, method, status_class, '', provenance, writer, count, value_count, value_sum, value_minimum, value_maximum, histogram
  FROM api_performance_hourly;
INSERT INTO api_performance_day
  SELECT date_trunc('day', bucket, 'UTC'), endpoint, method, status_class, '', provenance,
    md5(writer::text || bucket::text)::uuid, count, value_count, value_sum, value_minimum, value_maximum, histogram
  FROM api_performance_hourly;
DROP TABLE api_performance_hourly;

INSERT INTO job_outcomes_hour
  SELECT bucket, job_type, status, has_device, provenance, writer, count, value_count, value_sum, value_minimum, value_maximum, histogram
  FROM job_outcomes_hourly;
INSERT INTO job_outcomes_day
  SELECT date_trunc('day', bucket, 'UTC'), job_type, status, has_device, provenance,
    md5(writer::text || bucket::text)::uuid, count, value_count, value_sum, value_minimum, value_maximum, histogram
  FROM job_outcomes_hourly;
DROP TABLE job_outcomes_hourly;

INSERT INTO error_trends_hour
  SELECT bucket, category, severity, provenance, writer, count
  FROM error_trends_hourly;
INSERT INTO error_trends_day
  SELECT date_trunc('day', bucket, 'UTC'), category, severity, provenance,
    md5(writer::text || bucket::text)::uuid, count
  FROM error_trends_hourly;
DROP TABLE error_trends_hourly;

-- The hours of devices: which are to be counted from rows still, and what is known of the others.

CREATE TABLE device_hours_open (
  device_id varchar(255) NOT NULL,
  provenance varchar(10) NOT NULL,
  hour timestamptz NOT NULL,
  PRIMARY KEY (device_id, provenance, hour)
) WITH (fillfactor = 70);
CREATE INDEX ON device_hours_open (hour);

CREATE TABLE device_performance_hour (
  device_id varchar(255) NOT NULL,
  provenance varchar(10) NOT NULL,
  hour timestamptz NOT NULL,
  samples integer NOT NULL,
  transactions integer NOT NULL,
  cpu_percent_seconds double precision NOT NULL,
  cpu_percent_mean double precision,
  cpu_percent_minimum double precision,
  cpu_percent_maximum double precision,
  cpu_percent_p95 double precision,
  memory_percent_seconds double precision NOT NULL,
  memory_percent_mean double precision,
  memory_percent_minimum double precision,
  memory_percent_maximum double precision,
  memory_percent_p95 double precision,
  disk_percent_seconds double precision NOT NULL,
  disk_percent_mean double precision,
  disk_percent_minimum double precision,
  disk_percent_maximum double precision,
  disk_percent_p95 double precision,
  network_latency_ms_seconds double precision NOT NULL,
  network_latency_ms_mean double precision,
  network_latency_ms_minimum double precision,
  network_latency_ms_maximum double precision,
  network_latency_ms_p95 double precision,
  error_rate_seconds double precision NOT NULL,
  error_rate_mean double precision,
  error_rate_minimum double precision,
  error_rate_maximum double precision,
  error_rate_p95 double precision,
  active_connections_seconds double precision NOT NULL,
  active_connections_mean double precision,
  active_connections_minimum double precision,
  active_connections_maximum double precision,
  active_connections_p95 double precision,
  queue_depth_seconds double precision NOT NULL,
  queue_depth_mean double precision,
  queue_depth_minimum double precision,
  queue_depth_maximum double precision,
  queue_depth_p95 double precision,
  PRIMARY KEY (device_id, provenance, hour)
);
CREATE INDEX ON device_performance_hour (hour);

-- What was measured before is summed up like what comes late: the hour of each row, and the next,
-- into which its value may stand.
INSERT INTO device_hours_open (device_id, provenance, hour)
  SELECT DISTINCT device_id, provenance,
    date_trunc('hour', "timestamp", 'UTC') + following * interval '1 hour'
  FROM device_metrics CROSS JOIN generate_series(0, 1) AS following;

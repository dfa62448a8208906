-- What compose.yaml's database has before its first start: a role for API and worker, and a role and databases for Temporal.
\getenv runtime RUNTIME_PASSWORD
\getenv temporal TEMPORAL_PASSWORD
create role checkout_runtime login password :'runtime';
create role temporal login password :'temporal';
create database temporal owner temporal;
create database temporal_visibility owner temporal;

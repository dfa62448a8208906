-- What API and worker may do: read and write rows, and change no table. Run it as the owner of the database, who also migrates,
-- before the first migration or after any. It may be run again. The role comes first: create role checkout_runtime login;
create schema if not exists drizzle;
grant usage on schema public, drizzle to checkout_runtime;
grant select, insert, update, delete on all tables in schema public to checkout_runtime;
grant usage on all sequences in schema public to checkout_runtime;
grant select on all tables in schema drizzle to checkout_runtime;
alter default privileges in schema public grant select, insert, update, delete on tables to checkout_runtime;
alter default privileges in schema public grant usage on sequences to checkout_runtime;
alter default privileges in schema drizzle grant select on tables to checkout_runtime;

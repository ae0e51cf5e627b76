-- Progress and output by day, so that old days are dropped whole. What was kept before is not worth moving.

do $$
begin
    if (select c.relkind from pg_class c where c.oid = to_regclass('weft.weft_telemetry')) = 'r' then
        drop table weft.weft_telemetry;
    end if;
end $$;

create table if not exists weft.weft_telemetry (
    id bigint generated always as identity,
    tenant text not null,
    workflow text not null,
    task text not null,
    token bigint not null,
    at timestamptz not null,
    percent double precision,
    message text,
    output text,
    cpu_ms bigint,
    memory_bytes bigint
) partition by range (at);

create table if not exists weft.weft_telemetry_default partition of weft.weft_telemetry default;

create index if not exists weft_telemetry_of_task on weft.weft_telemetry (tenant, workflow, task, id);

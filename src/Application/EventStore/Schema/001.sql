-- Tables of the door itself, beside Marten's. Everything here can be derived from events or is about delivery, not about work.

create table if not exists weft.weft_ownership (
    tenant text primary key,
    epoch bigint not null,
    node text not null,
    taken_at timestamptz not null default now()
);

create table if not exists weft.weft_receipts (
    tenant text not null,
    actor text not null,
    key text not null,
    body_hash text not null,
    answer jsonb not null,
    at timestamptz not null default now(),
    primary key (tenant, actor, key, at)
) partition by range (at);

create table if not exists weft.weft_receipts_default partition of weft.weft_receipts default;

create table if not exists weft.weft_snapshots (
    tenant text not null,
    stream text not null,
    version bigint not null,
    shape text not null,
    state jsonb not null,
    at timestamptz not null default now(),
    primary key (tenant, stream)
);

-- What an owner knows of its workspace up to a position, so that taking over reads only what came after.
create table if not exists weft.weft_checkpoints (
    tenant text primary key,
    position bigint not null,
    state jsonb not null,
    at timestamptz not null default now()
);

create table if not exists weft.weft_blobs (
    tenant text not null,
    hash text not null,
    size bigint not null,
    content bytea not null,
    at timestamptz not null default now(),
    primary key (tenant, hash)
);

create table if not exists weft.weft_telemetry (
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
);

create index if not exists weft_telemetry_task on weft.weft_telemetry (tenant, workflow, task, at);

create index if not exists weft_events_by_tenant on weft.mt_events (tenant_id, seq_id);

-- Ends the transaction of a displaced owner (WF002) and of a command that was stored before (WF001).
create or replace function weft.weft_guard(tenant_ text, epoch_ bigint, actors text[], keys text[], hashes text[], answers text[])
returns void language plpgsql as $$
declare
    stored int;
begin
    perform 1 from weft.weft_ownership o where o.tenant = tenant_ and o.epoch = epoch_ for share;
    if not found then
        raise exception 'workspace % is owned by a later epoch than %', tenant_, epoch_ using errcode = 'WF002';
    end if;

    if cardinality(keys) > 0 then
        insert into weft.weft_receipts (tenant, actor, key, body_hash, answer)
        select tenant_, n.actor, n.key, n.hash, n.answer::jsonb
        from unnest(actors, keys, hashes, answers) as n(actor, key, hash, answer)
        where not exists (
            select 1 from weft.weft_receipts r where r.tenant = tenant_ and r.actor = n.actor and r.key = n.key);
        get diagnostics stored = row_count;
        if stored <> cardinality(keys) then
            raise exception 'a command of this batch was stored before' using errcode = 'WF001';
        end if;
    end if;
end $$;

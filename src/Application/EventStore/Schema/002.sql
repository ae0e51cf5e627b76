-- The guard also checks the versions of all streams of a batch, before anything is appended: a lost race then burns no sequence number,
-- and since the streams are locked in one statement and in one order, two batches over crossed streams cannot wait for each other.

drop function if exists weft.weft_guard(text, bigint, text[], text[], text[], text[]);

-- Ends the transaction of a displaced owner (WF002), of a command that was stored before (WF001), and of a lost race (WF003).
create or replace function weft.weft_guard(
    tenant_ text, epoch_ bigint, actors text[], keys text[], hashes text[], answers text[], streams text[], versions bigint[])
returns void language plpgsql as $$
declare
    stored int;
    lost text;
begin
    perform 1 from weft.weft_ownership o where o.tenant = tenant_ and o.epoch = epoch_ for share;
    if not found then
        raise exception 'workspace % is owned by another epoch than %', tenant_, epoch_ using errcode = 'WF002';
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

    with held as (
        select s.id, s.version from weft.mt_streams s where s.tenant_id = tenant_ and s.id = any(streams) order by s.tenant_id, s.id for update)
    select string_agg(n.id, ' ' order by n.id) into lost
    from unnest(streams, versions) as n(id, version) left join held h on h.id = n.id
    where coalesce(h.version, 0) <> n.version;
    if lost is not null then
        raise exception 'written by somebody else in the meantime: %', lost using errcode = 'WF003';
    end if;
end $$;

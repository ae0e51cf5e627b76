-- A batch in one statement, which is one transaction and one round trip (the function itself: 010.sql).

drop function if exists weft.weft_guard(text, bigint, text[], text[], text[], text[], text[], bigint[]);

-- Everything is written by one function, which makes sure of the stream itself; the check costs a look-up for each event.
alter table weft.mt_events drop constraint if exists fkey_mt_events_stream_id_tenant_id;

-- Those of the streams that have events.
create or replace function weft.weft_existing(tenant_ text, streams text[]) returns setof text language plpgsql stable
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan
as $$
begin
    return query
        select n.id from unnest(streams) as n(id)
        join lateral (select 1 from weft.mt_streams s where s.tenant_id = tenant_ and s.id = n.id limit 1) as known on true;
end $$;

-- A batch in one statement, which is one transaction and one round trip: guard, receipts, streams, events, set-based. What Marten's own
-- function writes stream by stream is written here for all of them; the rows are the same.

drop function if exists weft.weft_append(text, bigint, text[], text[], text[], text[], text[], bigint[], int[], int[], bigint[], uuid[], text[], text[], jsonb[], jsonb[], timestamptz[], text[], text[], boolean, bigint);

-- An answer is kept as it was given. Nobody asks what is inside, and reading it as JSON was a third of what a receipt costs. Those of before stay where
-- they are until they are dropped with their part.
alter table weft.weft_receipts add column if not exists reply text;
alter table weft.weft_receipts alter column answer drop not null;

-- Nobody looks for a value of these columns as a whole, and to gather statistics of them all of it is read and sorted.
alter table weft.mt_events alter column data set statistics 0, alter column headers set statistics 0;

-- Ends with WF002 for a displaced owner, WF001 for a command that was stored before, and WF003 for a lost race; all of that before any event is
-- appended, so that nobody who loses burns a sequence number. Streams are written in the order in which they come, which is the same for everybody.
-- Returns the global sequence of the first and of the last event, 0 and 0 when there were only receipts. Numbers are drawn one by one: another
-- transaction's may be between them, and whoever knows that there are none knows the number of each event.
-- `look_`: the keys have to be looked for among the receipts; an owner that knows all keys of its workspace has done that.
-- With `deferred_` it does not wait for the disk: whoever tells anybody makes sure of that first. `after_`: an event that must be there, since a
-- crash may have taken it back and this batch was decided on it; 0 for none.
-- `befores`: the version that a stream must have. `at_stream`: the stream of an event, counted from 1.
create or replace function weft.weft_append(
    tenant_ text, epoch_ bigint,
    look_ boolean, actors text[], keys text[], hashes text[], replies text[],
    streams text[], befores bigint[], counts int[],
    at_stream int[], versions bigint[], ids uuid[], types text[], clr_types text[], bodies jsonb[], headers_ jsonb[], times timestamptz[],
    correlations text[], causations text[],
    deferred_ boolean, after_ bigint)
returns bigint[] language plpgsql
-- Every row is found by its index: laterals with a limit, since a join (and a lateral without one becomes a join) would be planned as a look
-- through the whole table while there are no statistics, as after the first start or a burst.
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan
as $$
declare
    stored int;
    renewed int;
    lost text;
    places tid[];
    first_ bigint;
begin
    perform 1 from weft.weft_ownership o where o.tenant = tenant_ and o.epoch = epoch_ for share;
    if not found then
        raise exception 'workspace % is owned by another epoch than %', tenant_, epoch_ using errcode = 'WF002';
    end if;

    if after_ > 0 and not exists (select 1 from weft.mt_events e where e.seq_id = after_ and e.tenant_id = tenant_) then
        raise exception 'what this batch was decided on is not there any more' using errcode = 'WF003';
    end if;

    if deferred_ then
        perform set_config('synchronous_commit', 'off', true);
    end if;

    if look_ and exists (
        select from unnest(actors, keys) as n(actor, key)
        join lateral (select from weft.weft_receipts r where r.tenant = tenant_ and r.actor = n.actor and r.key = n.key limit 1) as known on true) then
        raise exception 'a command of this batch was stored before' using errcode = 'WF001';
    end if;

    insert into weft.weft_receipts (tenant, actor, key, body_hash, reply)
    select tenant_, n.actor, n.key, n.hash, n.reply from unnest(actors, keys, hashes, replies) as n(actor, key, hash, reply);

    if cardinality(ids) = 0 then
        return array[0, 0];
    end if;

    select array_agg(held.ctid order by n.place) into places
    from unnest(streams, befores) with ordinality as n(id, before, place)
    left join lateral (select s.ctid from weft.mt_streams s where s.tenant_id = tenant_ and s.id = n.id and s.version = n.before limit 1) as held on true;

    -- What somebody else moves on meanwhile has another version then.
    update weft.mt_streams s set version = n.before + n.count, timestamp = now()
    from unnest(places, befores, counts) as n(place, before, count)
    where s.ctid = n.place and s.version = n.before;
    get diagnostics renewed = row_count;

    insert into weft.mt_streams (id, version, timestamp, tenant_id)
    select n.id, n.count, now(), tenant_ from unnest(streams, befores, counts) as n(id, before, count) where n.before = 0
    on conflict do nothing;
    get diagnostics stored = row_count;
    if renewed + stored <> cardinality(streams) then
        select string_agg(n.id, ' ') into lost from unnest(streams, befores, counts) as n(id, before, count)
        left join lateral (select s.version from weft.mt_streams s where s.tenant_id = tenant_ and s.id = n.id) as now on true
        where coalesce(now.version, 0) <> n.before + n.count;
        raise exception 'written by somebody else in the meantime: %', lost using errcode = 'WF003';
    end if;

    first_ := nextval('weft.mt_events_sequence');
    insert into weft.mt_events
        (seq_id, id, stream_id, version, data, type, tenant_id, timestamp, mt_dotnet_type, is_archived, causation_id, correlation_id, headers)
    select case when e.place = 1 then first_ else nextval('weft.mt_events_sequence') end, e.id, streams[e.stream], e.version, e.body, e.type, tenant_, e.at, e.clr_type, false,
        e.causation, e.correlation, e.headers
    from (
        select * from unnest(at_stream, versions, ids, types, clr_types, bodies, headers_, times, correlations, causations) with ordinality
            as u(stream, version, id, type, clr_type, body, headers, at, correlation, causation, place)
        order by u.place) as e;
    return array[first_, currval('weft.mt_events_sequence')];
end $$;

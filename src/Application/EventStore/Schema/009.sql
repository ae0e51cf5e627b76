-- A batch in one statement also for streams and events (the function itself: 010.sql).

drop function if exists weft.weft_append(text, bigint, text[], text[], text[], text[], text[], bigint[], int[], int[], bigint[], uuid[], text[], text[], jsonb[], jsonb[], timestamptz[], text[], text[]);

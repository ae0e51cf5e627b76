-- Where the owner of a workspace is reached by the other servers; null for one that stands alone.
alter table weft.weft_ownership add column if not exists address text;

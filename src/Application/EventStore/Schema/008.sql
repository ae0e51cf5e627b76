-- A task's history stands in its own row (task_row).
drop table if exists weft.mt_doc_timeline_row;

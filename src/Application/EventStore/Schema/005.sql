-- The read models of balancing (balance_row, trigger_row, window_row) and family_row: the store makes their tables.
select 1;

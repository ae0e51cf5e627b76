-- The read model of class times (sla_row): the store makes its table.
select 1;

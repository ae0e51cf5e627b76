think=5
work() {
  # The same line as security_rbac changes: one real overlap.
  change service/Routes.cs 's/NoteRoutes\.Of(store)\]/NoteRoutes.Of(store), .. TagRoutes.Of(store, new TagStore())]/'
  [ "$flaw" = none ] || change service/TagRoutes.cs 's/new(200, /new(500, /'
  output api_implementation service/TagRoutes.cs
}

think=4
work() {
  # The same line as backend_agent changes: one real overlap.
  change service/Routes.cs 's/NoteRoutes\.Of(store)\])/NoteRoutes.Of(store)], denyUnlisted: true)/'
  output authorization_rules policy/policy.json
}

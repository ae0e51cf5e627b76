think=3
work() {
  change contract/openapi.json 's|^        "operationId": "listNotes",$|&\
        "parameters": [{ "name": "contains", "in": "query", "example": "milk" }],|'
  change service/NoteRoutes.cs 's/Shown(store\.List())/Shown(store.List().Where(note => note.Text.Contains(call.Query.GetValueOrDefault("contains", ""))))/'
  output backend_implementation service/NoteRoutes.cs
}

// One function for each operation about tags in contract/openapi.json.
const asReader = { headers: { "X-Role": "reader" } };
const asWriter = { headers: { "X-Role": "writer" }, method: "PUT" };

const client = {
  listTags: () => fetch("/tags", asReader).then((answer) => answer.json()),
  listTagsOfNote: (id) => fetch(`/notes/${id}/tags`, asReader).then((answer) => answer.json()),
  tagNote: (id, tag) => fetch(`/notes/${id}/tags/${tag}`, asWriter).then((answer) => answer.json()),
};

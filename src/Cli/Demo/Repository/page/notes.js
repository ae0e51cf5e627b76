const list = document.getElementById("notes");

async function show() {
  const answer = await fetch("/notes", { headers: { "X-Role": "reader" } });
  list.replaceChildren(
    ...(await answer.json()).map((note) => Object.assign(document.createElement("li"), { textContent: note.text, id: `note-${note.id}` })),
  );
}

document.getElementById("new").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = new FormData(event.target).get("text");
  await fetch("/notes", { method: "POST", headers: { "X-Role": "writer" }, body: JSON.stringify({ text }) });
  event.target.reset();
  await show();
});

show();

const found = document.getElementById("found");

document.getElementById("search").addEventListener("input", async (event) => {
  const answer = await fetch(`/notes?contains=${encodeURIComponent(event.target.value)}`, { headers: { "X-Role": "reader" } });
  found.textContent = (await answer.json()).map((note) => note.text).join("; ");
});

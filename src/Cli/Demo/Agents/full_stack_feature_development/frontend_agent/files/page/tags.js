const tags = document.getElementById("tags");

async function showTags() {
  const answer = await fetch("/tags", { headers: { "X-Role": "reader" } });
  tags.textContent = (await answer.json()).join(", ");
}

showTags();

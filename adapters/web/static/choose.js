// Finds a name in a long list of people.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const field of document.querySelectorAll("[data-filter]")) {
  const people = [...document.getElementById(field.dataset.filter).children];
  field.addEventListener("input", () => {
    const wanted = plain(field.value.trim());
    for (const person of people) person.hidden = !plain(person.dataset.name).includes(wanted);
  });
}

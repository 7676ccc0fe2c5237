// Finds a name in a long list of people.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const field of document.querySelectorAll("[data-filter]")) {
  const everybody = document.getElementById(field.dataset.filter);
  const people = [...everybody.querySelectorAll("[data-name]")];
  field.addEventListener("input", () => {
    const wanted = plain(field.value.trim());
    for (const person of people) person.hidden = !plain(person.dataset.name).includes(wanted);
    for (const group of everybody.children) group.hidden = !group.querySelector("li:not([hidden])");
  });
}

// A browser words its own file button in its own language: the page's label stands for it, and here the chosen name beside it.
// By "input": the "change" of a file is kept from everybody (console.js).
for (const box of document.querySelectorAll(".w-file")) {
  const input = box.querySelector("input[type=file]");
  const said = box.querySelector("output");
  const nothing = said.textContent;
  input.addEventListener("input", () => { said.textContent = input.files[0]?.name ?? nothing; });
}

// Drags a team onto an hour of the running order, or onto another team to exchange them. It
// fills in and sends a form of the page: the server judges. Without this file, the links do it.
(() => {
  "use strict";
  const form = document.querySelector("[data-deplacer]");
  if (!form) return;
  let taken = "";

  for (const team of document.querySelectorAll("[data-equipe]")) {
    team.draggable = true;
    team.addEventListener("dragstart", (event) => {
      taken = team.dataset.equipe;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", team.textContent);
    });
    team.addEventListener("dragend", () => {
      taken = "";
    });
  }

  for (const cell of document.querySelectorAll("[data-jury]")) {
    cell.addEventListener("dragover", (event) => {
      if (!taken) return;
      event.preventDefault();
      cell.dataset.survol = "";
    });
    cell.addEventListener("dragleave", () => delete cell.dataset.survol);
    cell.addEventListener("drop", (event) => {
      event.preventDefault();
      delete cell.dataset.survol;
      const there = cell.querySelector("[data-equipe]")?.dataset.equipe || "";
      if (!taken || there === taken) return;
      form.elements.team.value = taken;
      form.elements.other.value = there;
      form.elements.panel.value = cell.dataset.jury;
      form.elements.passes_at.value = cell.dataset.heure;
      form.submit();
    });
  }
})();

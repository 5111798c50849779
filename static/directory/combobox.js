// Combobox with list autocomplete (ARIA 1.2). Without this file the input still works:
// the server finds the row by the words typed.
(() => {
  "use strict";
  const PAUSE = 250;
  let number = 0;

  function enhance(box) {
    const input = box.querySelector("input");
    const { url, ...data } = box.dataset;
    if (!input || !url) return;
    const id = `combobox-${++number}`;
    const list = document.createElement("ul");
    const status = document.createElement("span");
    const label = input.labels && input.labels[0];
    let options = [];
    let active = -1;
    let timer = null;
    let asked = 0;

    list.id = id;
    list.className = "combobox__list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label ? label.textContent.trim() : "Résultats");
    status.className = "combobox__status";
    status.setAttribute("role", "status");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", id);
    box.append(list, status);

    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const choose = (index) => {
      input.value = `${options[index].text} [n° ${options[index].id}]`;
      close();
      status.textContent = "";
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };

    const move = (index) => {
      active = (index + options.length) % options.length;
      [...list.children].forEach((item, rank) => {
        item.setAttribute("aria-selected", String(rank === active));
      });
      input.setAttribute("aria-activedescendant", list.children[active].id);
      list.children[active].scrollIntoView({ block: "nearest" });
    };

    const show = (results) => {
      options = results;
      list.replaceChildren(...results.map((result, index) => {
        const item = document.createElement("li");
        item.id = `${id}-${index}`;
        item.className = "combobox__option";
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = result.text;
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(index);
        });
        return item;
      }));
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = results.length === 0;
      input.setAttribute("aria-expanded", String(results.length > 0));
      status.textContent = results.length === 0
        ? "Aucun résultat."
        : `${results.length} résultat${results.length > 1 ? "s" : ""}, flèches pour parcourir.`;
    };

    const ask = async () => {
      const term = input.value.trim();
      if (term.length < 2) return close();
      const turn = ++asked;
      const query = new URLSearchParams({ term });
      Object.entries(data).forEach(([key, value]) => {
        if (key.startsWith("param")) {
          query.set(key.slice(5).replace(/^[A-Z]/, (letter) => letter.toLowerCase()), value);
        }
      });
      try {
        const answer = await fetch(`${url}?${query}`, { headers: { Accept: "application/json" } });
        // A slow answer must not overwrite a newer one.
        if (answer.ok && turn === asked) show((await answer.json()).results);
      } catch {
        close();
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return close();
      if (list.hidden) return undefined;
      if (event.key === "ArrowDown") move(active + 1);
      else if (event.key === "ArrowUp") move(active < 0 ? options.length - 1 : active - 1);
      else if (event.key === "Enter" && active >= 0) choose(active);
      else return undefined;
      return event.preventDefault();
    });
  }

  const start = () => document.querySelectorAll("[data-combobox]").forEach(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  document.addEventListener("formset:added", (event) => {
    event.target.querySelectorAll("[data-combobox]").forEach(enhance);
  });
})();

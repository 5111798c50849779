// The door of an event: searches in the page, notes arrivals at once, and keeps on this device
// what could not be sent (queue.js). Without this file every line is a form of its own.
(() => {
  "use strict";
  const list = document.querySelector("[data-accueil]");
  if (!list) return;
  const rows = [...list.querySelectorAll("[data-entree]")];
  const queue = window.savingQueue({
    store: `accueil:${location.pathname}`,
    token: document.querySelector("[name=csrfmiddlewaretoken]").value,
    state: document.querySelector("[data-etat]"),
    fields: { geste: "script" },
    words: {
      cut: "Pas de réseau : vos pointages sont gardés sur cet appareil et partiront d’eux-mêmes.",
      late: "Le serveur tarde : vos pointages sont gardés sur cet appareil.",
      sending: "Envoi…",
      closed: "Cet accueil ne reçoit plus de pointages. Rechargez la page.",
    },
    before() {},
    after(one, answer, data) {
      if (answer.ok) show(one.entree, data.present);
      else show(one.entree, 0, data.message);
    },
  });

  function count(present) {
    return Number(present) > 1 ? `${present} présents` : `${present} présent`;
  }

  function words(present) {
    return Number(present) ? count(present) : "Arrivée annulée";
  }

  function show(entry, present, told) {
    const row = rows.find((one) => one.dataset.entree === String(entry));
    if (!row) return;
    row.querySelector("[data-compte]").textContent = told || (present ? count(present) : "");
    offer(row, present);
  }

  // One person alone: the button notes the arrival, then takes it back.
  function offer(row, present) {
    const field = row.querySelector("[data-seule]");
    if (!field) return;
    const button = row.querySelector("button");
    field.value = present ? "0" : "1";
    button.textContent = present ? "Annuler" : "Pointer";
    button.classList.toggle("fr-btn--secondary", Boolean(present));
  }

  function note(row, present) {
    const entree = row.dataset.entree;
    show(entree, Number(present), `${words(present)}, à envoyer`);
    queue.add({ entree, present, form_key: queue.key(), note_a: Date.now() });
  }

  rows.forEach((row) => {
    row.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      note(row, event.target.elements.present.value);
    });
  });
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const search = document.querySelector("[data-recherche]");
  function filter() {
    const wanted = plain(search.value.trim());
    rows.forEach((row) => {
      row.hidden = Boolean(wanted) && !plain(row.dataset.texte).includes(wanted);
    });
  }
  search.addEventListener("input", filter);
  search.form.addEventListener("submit", (event) => {
    event.preventDefault();
    filter();
  });

  // The camera, where the browser reads codes by itself.
  const scan = document.querySelector("[data-scanner]");
  if (scan && "BarcodeDetector" in window && navigator.mediaDevices) {
    const video = document.querySelector("[data-video]");
    scan.hidden = false;
    scan.addEventListener("click", async () => {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        queue.say("La caméra n’est pas disponible : cherchez le nom ou le code.");
        return;
      }
      video.hidden = false;
      video.srcObject = stream;
      await video.play();
      const stop = () => {
        stream.getTracks().forEach((track) => track.stop());
        video.hidden = true;
      };
      const look = async () => {
        if (video.hidden) return;
        const [found] = await detector.detect(video).catch(() => []);
        if (!found) {
          setTimeout(look, 200);
          return;
        }
        stop();
        search.value = found.rawValue.replace(/\/+$/, "").split("/").pop();
        filter();
        if (rows.every((row) => row.hidden)) queue.say("Ce code n’est d’aucune inscription confirmée ici.");
      };
      look();
    });
  }

  // What a cut left behind is shown again, then sent.
  for (const one of queue.waiting()) {
    show(one.entree, Number(one.present), `${words(one.present)}, à envoyer`);
  }
  queue.send();
})();

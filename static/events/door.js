// The door of an event: searches in the page, notes arrivals at once, and keeps on this device
// what could not be sent. Each headcount has a key of its own: received twice, it counts once.
// Without this file every line is a form of its own.
(() => {
  "use strict";
  const list = document.querySelector("[data-accueil]");
  if (!list) return;
  const state = document.querySelector("[data-etat]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const store = `accueil:${location.pathname}`;
  const rows = [...list.querySelectorAll("[data-entree]")];
  let queue = read();
  let busy = false;

  function read() {
    try {
      return JSON.parse(localStorage.getItem(store)) || [];
    } catch {
      return [];
    }
  }

  function keep() {
    try {
      if (queue.length) localStorage.setItem(store, JSON.stringify(queue));
      else localStorage.removeItem(store);
    } catch {
      // A full or forbidden store: the page itself still holds the queue.
    }
  }

  function say(words) {
    state.textContent = words;
  }

  function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function count(present) {
    return Number(present) > 1 ? `${present} présents` : `${present} présent`;
  }

  function show(entry, present, words) {
    const row = rows.find((one) => one.dataset.entree === String(entry));
    if (!row) return;
    row.querySelector("[data-compte]").textContent = words || (present ? count(present) : "");
  }

  async function send() {
    if (busy || !queue.length) return;
    busy = true;
    const one = queue[0];
    const body = new URLSearchParams({ geste: "script", csrfmiddlewaretoken: token, ...one });
    let answer;
    try {
      answer = await fetch(location.pathname, { method: "POST", body, credentials: "same-origin" });
    } catch {
      busy = false;
      say("Pas de réseau : vos pointages sont gardés sur cet appareil et partiront d’eux-mêmes.");
      return;
    }
    busy = false;
    if (answer.status >= 500 || answer.status === 429) {
      say("Le serveur tarde : vos pointages sont gardés sur cet appareil.");
      return;
    }
    const type = answer.headers.get("Content-Type") || "";
    if (answer.redirected || !type.includes("json")) {
      say("Cet accueil ne reçoit plus de pointages. Rechargez la page.");
      return;
    }
    const data = await answer.json();
    queue.shift();
    keep();
    if (answer.ok) show(one.entree, data.present);
    else show(one.entree, 0, data.message);
    say(queue.length ? "Envoi…" : "Tout est enregistré.");
    send();
  }

  function note(row, present) {
    const entree = row.dataset.entree;
    queue.push({ entree, present, form_key: key(), note_a: Date.now() });
    keep();
    show(entree, Number(present), `${count(present)}, à envoyer`);
    send();
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
        say("La caméra n’est pas disponible : cherchez le nom ou le code.");
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
        if (rows.every((row) => row.hidden)) say("Ce code n’est d’aucune inscription confirmée ici.");
      };
      look();
    });
  }

  // What a cut left behind is shown again, then sent.
  queue.forEach((one) => show(one.entree, Number(one.present), `${count(one.present)}, à envoyer`));
  addEventListener("online", send);
  setInterval(send, 5000);
  send();
})();

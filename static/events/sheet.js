// Saves a score sheet field by field. While the network is cut, what was typed waits in this
// browser and leaves when it is back; each save has a key of its own, so that one that was
// received twice counts once. Without this file the form sends everything at once.
(() => {
  "use strict";
  const form = document.querySelector("[data-feuille]");
  if (!form) return;
  const state = form.querySelector("[data-etat]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const store = `feuille:${location.pathname}`;
  const fields = [...form.querySelectorAll("[data-champ]")];
  const of = (name) => fields.find((field) => field.dataset.champ === name);
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
      // A full or forbidden store: the form itself still holds what was typed.
    }
  }

  function say(words) {
    state.textContent = words;
  }

  function versionOf(name, version) {
    const field = of(name);
    if (!field) return;
    field.dataset.version = version;
    form.elements[`v_${name}`].value = version;
  }

  function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // One save per field waits: a later one takes its place, unless it is on its way.
  function add(field) {
    const name = field.dataset.champ;
    if (name !== "comment" && field.value.trim() === "") return;
    queue = queue.filter((one) => one.champ !== name || one.sent);
    queue.push({ champ: name, valeur: field.value, cle: key() });
    keep();
    send();
  }

  async function send() {
    if (busy || !queue.length) return;
    busy = true;
    const one = queue[0];
    one.sent = true;
    one.version = one.version ?? Number(of(one.champ)?.dataset.version || 0);
    keep();
    const body = new URLSearchParams({ geste: "champ", csrfmiddlewaretoken: token, ...one });
    let answer;
    try {
      answer = await fetch(location.href, { method: "POST", body, credentials: "same-origin" });
    } catch {
      busy = false;
      say("Pas de réseau : vos notes sont gardées sur cet appareil et partiront d’elles-mêmes.");
      return;
    }
    busy = false;
    if (answer.status >= 500 || answer.status === 429) {
      say("Le serveur tarde : vos notes sont gardées sur cet appareil.");
      return;
    }
    queue.shift();
    keep();
    await told(one, answer);
    send();
  }

  async function told(one, answer) {
    const type = answer.headers.get("Content-Type") || "";
    const data = type.includes("json") ? await answer.json() : null;
    if (!data) {
      queue = [];
      keep();
      say("Cette feuille ne reçoit plus de notes. Rechargez la page.");
      return;
    }
    if (data.version !== undefined) versionOf(one.champ, data.version);
    if (answer.status === 409) of(one.champ).value = data.valeur;
    if (answer.ok) say(queue.length ? "Enregistrement…" : "Tout est enregistré.");
    else say(data.message);
  }

  // What a cut left behind is shown again, then sent.
  for (const one of queue) {
    const field = of(one.champ);
    if (field) field.value = one.valeur;
  }
  fields.forEach((field) => field.addEventListener("change", () => add(field)));
  addEventListener("online", send);
  setInterval(send, 5000);
  // The whole form says everything again: nothing is left to send one by one.
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      say("Pas de réseau : remettez la feuille quand il sera revenu. Rien n’est perdu.");
      return;
    }
    queue = [];
    keep();
  });
  send();
})();

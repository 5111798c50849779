// Saves a score sheet field by field (queue.js). Without this file the form sends everything at
// once.
(() => {
  "use strict";
  const form = document.querySelector("[data-feuille]");
  if (!form) return;
  const fields = [...form.querySelectorAll("[data-champ]")];
  const of = (name) => fields.find((field) => field.dataset.champ === name);
  const queue = window.savingQueue({
    store: `feuille:${location.pathname}`,
    token: form.querySelector("[name=csrfmiddlewaretoken]").value,
    state: form.querySelector("[data-etat]"),
    fields: { geste: "champ" },
    words: {
      cut: "Pas de réseau : vos notes sont gardées sur cet appareil et partiront d’elles-mêmes.",
      late: "Le serveur tarde : vos notes sont gardées sur cet appareil.",
      sending: "Enregistrement…",
      closed: "Cette feuille ne reçoit plus de notes. Rechargez la page.",
    },
    leave: true,
    before(one) {
      one.sent = true;
      one.version = one.version ?? Number(of(one.champ)?.dataset.version || 0);
    },
    after(one, answer, data) {
      if (data.version !== undefined) versionOf(one.champ, data.version);
      if (answer.status === 409) of(one.champ).value = data.valeur;
    },
  });

  function versionOf(name, version) {
    const field = of(name);
    if (!field) return;
    field.dataset.version = version;
    form.elements[`v_${name}`].value = version;
  }

  // One save per field waits: a later one takes its place, unless it is on its way.
  function add(field) {
    const champ = field.dataset.champ;
    if (champ !== "comment" && field.value.trim() === "") return;
    const stays = (one) => one.champ !== champ || one.sent;
    queue.add({ champ, valeur: field.value, cle: queue.key() }, stays);
  }

  // What a cut left behind is shown again, then sent.
  for (const one of queue.waiting()) {
    const field = of(one.champ);
    if (field) field.value = one.valeur;
  }
  fields.forEach((field) => field.addEventListener("change", () => add(field)));
  // The whole form says everything again: nothing is left to send one by one.
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      queue.say("Pas de réseau : remettez la feuille quand il sera revenu. Rien n’est perdu.");
      return;
    }
    queue.clear();
  });
  queue.send();
})();

// What a page saves bit by bit: sent one after the other, kept on this device while the network
// is cut, sent again when it is back. What is sent twice carries a key, and counts once.
//
// `store` names what is kept; `fields` go with every save; `words` say the network is cut, the
// server is late, a save is on its way, the page takes nothing more. `before(one)` completes a
// save that leaves; `after(one, answer, data)` shows what became of it; `leave` drops what is
// left once the page takes nothing more.
"use strict";
window.savingQueue = ({ store, token, state, fields, words, before, after, leave }) => {
  const PAUSE = 5000;
  let items = read();
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
      if (items.length) localStorage.setItem(store, JSON.stringify(items));
      else localStorage.removeItem(store);
    } catch {
      // A full or forbidden store: the page itself still holds what was typed.
    }
  }

  function say(text) {
    state.textContent = text;
  }

  function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function clear() {
    items = [];
    keep();
  }

  // `stays` says which of those that wait still do: a later save may take the place of one.
  function add(one, stays = () => true) {
    items = items.filter(stays);
    items.push(one);
    keep();
    send();
  }

  async function post(one) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, ...fields, ...one });
    try {
      return await fetch(location.pathname, { method: "POST", body, credentials: "same-origin" });
    } catch {
      return null;
    }
  }

  async function send() {
    if (busy || !items.length) return;
    busy = true;
    const one = items[0];
    before(one);
    keep();
    const answer = await post(one);
    busy = false;
    if (!answer) return say(words.cut);
    if (answer.status >= 500 || answer.status === 429) return say(words.late);
    const type = answer.headers.get("Content-Type") || "";
    if (answer.redirected || !type.includes("json")) {
      if (leave) clear();
      return say(words.closed);
    }
    items.shift();
    keep();
    const data = await answer.json();
    after(one, answer, data);
    if (answer.ok) say(items.length ? words.sending : "Tout est enregistré.");
    else say(data.message);
    send();
  }

  addEventListener("online", send);
  setInterval(send, PAUSE);
  return { add, clear, key, say, send, waiting: () => items };
};

"use strict";
// What this browser keeps for a person until the server has it, and gives up when the person signs out: drafts of what was
// typed (localStorage), files not yet taken (IndexedDB), and pages to be opened again away from the network (Cache).

const DRAFT = "gc-draft";
const PAGES = "gc-pages";

// A browser that refuses storage leaves every page as it is, without what is kept here.
const store = {
  names(prefix) {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
    } catch {
      return [];
    }
  },
  read(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  },
  write(name, draft) {
    try {
      localStorage.setItem(name, JSON.stringify(draft));
    } catch {
      // Full or switched off: the page itself still holds what was typed.
    }
  },
  drop(names) {
    for (const name of names) localStorage.removeItem(name);
  },
};

// Files: {key, person, sheet, number, address, file}. Each call resolves, whatever the browser says: to nothing kept at worst.
const keptFiles = {
  opened: null,

  open() {
    this.opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("gc-files", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("files", { keyPath: "key", autoIncrement: true });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return this.opened;
  },

  async run(mode, act, otherwise) {
    try {
      const files = (await this.open()).transaction("files", mode).objectStore("files");
      return await new Promise((resolve, reject) => {
        const asked = act(files);
        asked.onerror = () => reject(asked.error);
        files.transaction.oncomplete = () => resolve(asked.result);
        files.transaction.onabort = () => reject(files.transaction.error);
      });
    } catch {
      return otherwise;
    }
  },

  keep(record) {
    return this.run("readwrite", (files) => files.add(record), null);
  },

  drop(key) {
    return key === null ? Promise.resolve() : this.run("readwrite", (files) => files.delete(key));
  },

  /* A person's, of one sheet or of all. */
  async of(person, sheet = null) {
    const all = await this.run("readonly", (files) => files.getAll(), []);
    return all.filter((each) => each.person === person && (sheet === null || each.sheet === sheet));
  },
};

const keptPages = {
  // Only where the connection is secure: elsewhere browsers have neither caches nor workers.
  async names() {
    return "caches" in window ? (await caches.keys()).filter((name) => name.startsWith(PAGES)) : [];
  },

  async dropAllBut(name) {
    for (const each of await this.names()) if (each !== name) await caches.delete(each);
  },
};

// --- who is at the computer -------------------------------------------------------------------------------------

const signedIn = document.querySelector(".gc-sign-out[data-person]");
if (signedIn) keptPages.dropAllBut(`${PAGES}:${signedIn.dataset.person}`).catch(() => {});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest(".gc-sign-out[data-person]");
  if (!form) return;
  event.preventDefault();
  const drafts = store.names(`${DRAFT}:${form.dataset.person}:`);
  const files = await keptFiles.of(form.dataset.person);
  if (drafts.length + files.length) {
    // Away from the network nobody can sign out, and what is kept is all there is.
    if (!navigator.onLine) return window.alert(form.dataset.away);
    if (!window.confirm(form.dataset.question)) return;
  }
  store.drop(drafts);
  for (const each of files) await keptFiles.drop(each.key);
  await keptPages.dropAllBut("").catch(() => {});
  form.submit();
});

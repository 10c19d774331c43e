"use strict";
// What was typed on a sheet and not yet acknowledged stays in this browser (kept.js): per person, sheet and item, with the
// item's version. The page keeps, offers and sends it.

const NOT_TYPED = new Set(["csrfmiddlewaretoken", "version", "intent", "person"]);

/* Everything a form asks, by name: as it stands, or as the server sent it. */
function typedIn(form, asSent = false) {
  const typed = {};
  for (const field of form.elements) {
    if (!field.name || NOT_TYPED.has(field.name) || field.matches("button, fieldset")) continue;
    const on = asSent ? field.defaultChecked : field.checked;
    if (field.type === "radio") typed[field.name] = on ? field.value : (typed[field.name] ?? "");
    else if (field.type === "checkbox") typed[field.name] = on ? field.value : "";
    else typed[field.name] = asSent ? field.defaultValue : field.value;
  }
  return typed;
}

function putBack(form, typed) {
  for (const field of form.elements) {
    if (!(field.name in typed)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === typed[field.name];
    else field.value = typed[field.name];
  }
}

function same(one, other) {
  return Boolean(one && other) && Object.keys({ ...one, ...other }).every((name) => one[name] === other[name]);
}

/* Lines a person can read, in the page's own words: 8a 乱停车…：2 处. */
function inWords(form, typed) {
  const lines = [];
  for (const [name, value] of Object.entries(typed)) {
    if (value === "") continue;
    if (name === "reason") {
      lines.push(document.querySelector(`label[for="reason-${form.dataset.item}"]`).textContent + "：" + value);
      continue;
    }
    const field = [...form.elements].find((each) => each.name === name && (each.type !== "radio" || each.value === value));
    const label = field?.matches("[type=radio], [type=checkbox]") && field.parentElement;
    const words = label
      ? (label.querySelector(".on") ?? label.querySelector("span")).textContent
      : `${value} ${document.getElementById(`unit-${name}`)?.textContent ?? ""}`;
    lines.push(`${name} ${document.getElementById(`text-${name}`)?.textContent ?? ""}：${words.trim()}`);
  }
  return lines;
}

function draftsOf(page) {
  const here = `${DRAFT}:${page.dataset.person}:${page.dataset.sheet}:`;
  // Two windows on one sheet keep apart what is typed in each.
  const tab = Date.now().toString(36) + Math.random().toString(36).slice(2, 6);
  const saved = new Map(); // item -> what the server has, null where a refused version stands in the form
  const sent = new Map(); // item -> what is on its way
  const waiting = new Set(); // items to send, one after the other, as soon as there is a connection
  const stood = new Map(); // item -> what its foot said before somebody typed
  const refused = new Set(); // items that waited and were then not taken
  let cut = false; // the last attempt reached nobody
  let sending = null;
  let timer = null;

  const name = (number) => `${here}${number}:${tab}`;
  const form = (number) => document.getElementById(`form-${number}`);
  const version = (number) => document.getElementById(`version-${number}`);
  const of = (number) => store.names(`${here}${number}:`);
  const place = (number) => document.querySelector(`#foot-${number} [data-saved]`);
  const numberOf = (element) => element?.closest?.("form[data-item]")?.dataset.item;

  function asServed(number) {
    const refused = document.getElementById(`item-${number}`).matches(".is-conflict, .is-wrong");
    return refused ? null : typedIn(form(number), true);
  }

  function keep(number, intent = "save") {
    const typed = typedIn(form(number));
    if (intent === "save" && same(typed, saved.get(number))) {
      store.drop([name(number)]);
      if (stood.has(number)) place(number).replaceChildren(...stood.get(number));
      stood.delete(number);
      return;
    }
    store.write(name(number), { version: version(number).value, intent, typed, at: new Date().toISOString() });
  }

  function send(number) {
    press(form(number), store.read(name(number))?.intent ?? "save");
  }

  function sayTyped(number) {
    if (stood.has(number)) return;
    stood.set(number, [...place(number).childNodes]);
    place(number).textContent = page.dataset.typed;
  }

  // --- typing, sending, being answered ---

  document.addEventListener("input", (event) => {
    const number = event.target.form?.dataset.item;
    if (!number) return;
    sayTyped(number);
    keep(number);
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const number = numberOf(event.detail.elt);
    if (!number) return;
    const intent = event.detail.requestConfig.parameters.intent ?? "save";
    stood.delete(number);
    sent.set(number, typedIn(form(number)));
    keep(number, intent);
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, requestConfig } = event.detail;
    const number = numberOf(requestConfig.elt); // the form that was sent, though its card may be replaced by now
    if (!number) return;
    const unreachable = [0, 502, 503, 504].includes(xhr.status);
    if (waiting.has(number) && [409, 422].includes(xhr.status)) refused.add(number);
    else refused.delete(number);
    cut = unreachable;
    if (unreachable) waiting.add(number);
    else waiting.delete(number);
    if (xhr.getResponseHeader("X-Item-Saved") === number) {
      acknowledged(number, requestConfig.elt);
      document.dispatchEvent(new Event("gc:saved"));
    } else if (xhr.status === 409) saved.set(number, null);
    if (sending === number) sending = null;
    tellAway();
    if (!unreachable) sendNext();
  });

  /* Only the server's own word for this item counts: a redirect or a hotel's sign-in page answers 200 too. */
  function acknowledged(number, sentForm) {
    const done = of(number).filter((each) => same(store.read(each)?.typed, sent.get(number)));
    store.drop(done);
    const replaced = !sentForm.isConnected;
    saved.set(number, replaced ? asServed(number) : sent.get(number));
    stood.delete(number); // the foot is new
    if (!replaced && !same(typedIn(form(number)), saved.get(number))) {
      sayTyped(number); // typed on while the answer was on its way
      keep(number);
    }
    drawOffer();
  }

  // --- the connection ---

  function tellAway() {
    clearTimeout(timer);
    const box = document.getElementById("away");
    const gone = !navigator.onLine || cut;
    for (const wrap of document.querySelectorAll(".gc-item-wrap")) {
      wrap.classList.toggle("is-waiting", waiting.has(wrap.id.replace("card-", "")));
    }
    const words = waiting.size ? page.dataset.waiting.replace("{}", listed(waiting)) : "";
    const notice = box.firstElementChild;
    if (!gone) box.replaceChildren();
    else if (!notice) box.append(document.getElementById("away-notice").content.cloneNode(true));
    const items = box.querySelector("[data-waiting-items]");
    if (items && items.textContent !== words) items.textContent = words;
    // The browser does not always notice: ask again by ourselves.
    if (waiting.size) timer = setTimeout(sendNext, 5000);
  }

  const listed = (numbers) => [...numbers].sort((one, other) => one - other).join("、");

  function sendNext() {
    if (!waiting.size) cut = false;
    if (!waiting.size && refused.size) alarm(page.dataset.refused.replace("{}", listed(refused)));
    if (sending !== null || !waiting.size || !navigator.onLine) return tellAway();
    [sending] = waiting;
    send(sending);
  }

  // 其余各项与初评一致: item by item like any other press, whether there is a network or not. What holds something typed
  // stays as it is.
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#agree-all")) return;
    event.preventDefault();
    for (const { dataset } of event.target.querySelectorAll("[data-number]")) {
      const { number } = dataset;
      if (of(number).length || !same(typedIn(form(number)), saved.get(number))) continue;
      keep(number, "agree");
      waiting.add(number);
    }
    sendNext();
  });

  window.addEventListener("offline", tellAway);
  window.addEventListener("online", sendNext);

  // --- what an earlier visit left ---

  /* Its answer never arrived, but it was saved: what was typed stands there; a press moved the item on by this person. */
  function arrived(draft, number) {
    if (draft.intent === "save") return same(draft.typed, saved.get(number));
    return draft.version !== version(number).value && version(number).dataset.by === page.dataset.person;
  }

  const offer = document.getElementById("kept");
  const asked = new Set(); // drafts that were here when the page opened, undecided

  function newest() {
    const latest = new Map();
    const left = [...asked].map((each) => [each, store.read(each)]).filter(([, draft]) => draft);
    left.sort((one, other) => (one[1].at < other[1].at ? -1 : 1));
    for (const [each] of left) latest.set(numberIn(each), each);
    return [...latest.values()].sort((a, b) => numberIn(a) - numberIn(b));
  }

  const numberIn = (draftName) => draftName.slice(here.length).split(":")[0];

  function restore(draftName) {
    const draft = store.read(draftName);
    const number = numberIn(draftName);
    asked.delete(draftName);
    if (!draft) return;
    const typedHere = store.read(name(number));
    if (typedHere && !same(typedHere.typed, draft.typed)) {
      const aside = `${name(number)}-${Date.now().toString(36)}`;
      store.write(aside, typedHere); // typed since the page opened: offered in its turn
      asked.add(aside);
    }
    putBack(form(number), draft.typed);
    version(number).value = draft.version;
    document.getElementById(`item-${number}`).open = true;
    store.write(name(number), draft);
    store.drop([draftName]);
    waiting.add(number);
  }

  function line(draftName) {
    const draft = store.read(draftName);
    const number = numberIn(draftName);
    const row = document.getElementById("kept-row").content.cloneNode(true);
    const moved = draft.version !== version(number).value;
    const put = (where, lines) => {
      for (const words of lines) row.querySelector(where).append(Object.assign(document.createElement("li"), { textContent: words }));
    };
    const link = row.querySelector("[data-go]");
    link.href = `#item-${number}`;
    link.textContent = link.textContent.replace("{}", number);
    row.querySelector("[data-when]").textContent = new Date(draft.at).toLocaleString("zh-CN", { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Shanghai" });
    const button = draft.intent === "no_deduction" && document.querySelector(`#foot-${number} button[value=no_deduction]`);
    const words = inWords(form(number), draft.typed);
    put("[data-mine]", draft.intent === "save" ? words : [...words, button ? button.textContent : page.dataset[draft.intent]]);
    if (moved) put("[data-theirs]", inWords(form(number), typedIn(form(number), true)));
    else row.querySelector("[data-moved]").remove();
    for (const act of row.querySelectorAll("[data-keep]")) {
      act.dataset.keep = draftName;
      act.setAttribute("aria-label", `${page.dataset.item.replace("{}", number)}：${act.textContent}`);
    }
    return row;
  }

  function drawOffer() {
    const names = newest();
    offer.hidden = !names.length;
    offer.querySelector(".gc-panel-foot").hidden = names.length < 2;
    offer.querySelector("ul").replaceChildren(...names.map(line));
  }

  offer.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const chosen = button.dataset.keep ? [button.dataset.keep] : newest();
    if (button.matches("[data-send]")) {
      for (const each of chosen) restore(each);
      sendNext();
    } else {
      const gone = button.dataset.keep ? chosen : [...asked];
      store.drop(gone);
      for (const each of gone) asked.delete(each);
    }
    drawOffer();
    (offer.hidden ? document.getElementById("main") : offer.querySelector("h2")).focus();
  });

  // 用某某的: the other version was chosen, this one is given up.
  document.addEventListener("click", (event) => {
    const given = event.target.closest("a[data-give-up]");
    if (!given) return;
    store.drop(of(given.dataset.giveUp));
    // The same address again would only jump within the page.
    if (given.pathname + given.search !== location.pathname + location.search) return;
    event.preventDefault();
    history.replaceState(null, "", given.href);
    location.reload();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#away [data-retry]")) sendNext();
  });

  // Decided in another window of the same person.
  window.addEventListener("storage", () => drawOffer());

  for (const each of document.querySelectorAll("form[data-item]")) saved.set(each.dataset.item, asServed(each.dataset.item));
  for (const each of store.names(here)) {
    const draft = store.read(each);
    const number = numberIn(each);
    if (!draft || !form(number) || arrived(draft, number)) store.drop([each]);
    else asked.add(each);
  }
  drawOffer();
  tellAway();
}

const draftPage = document.getElementById("drafts");
if (draftPage) draftsOf(draftPage);

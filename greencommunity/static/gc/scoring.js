"use strict";
// The score sheet: says what happens to what was typed. Every item also works as a plain form.

function say(form, text) {
  const place = document.querySelector(`#foot-${form.dataset.item} [data-saved]`);
  if (place) place.textContent = text;
}

function alarm(text, form, signIn = false) {
  const place = document.getElementById("alert");
  place.replaceChildren();
  const notice = document.createElement("div");
  notice.className = "gc-notice gc-notice-fail mb-4";
  const words = document.createElement("p");
  words.textContent = text;
  notice.append(words);
  if (signIn) notice.append(signInAgain()); // before anything can be saved
  if (form) notice.append(again(form));
  place.append(notice);
  place.scrollIntoView({ block: "nearest" });
  return notice;
}

// The buttons stand outside their form (form="…"); htmx sends only those inside, so the one pressed is added here.
document.addEventListener("htmx:configRequest", (event) => {
  const pressed = event.detail.triggeringEvent?.submitter;
  if (pressed?.name) event.detail.parameters[pressed.name] = pressed.value;
  if (token) event.detail.parameters.csrfmiddlewaretoken = token;
});

// Every form of the page carries the token it was drawn with. Signing in again in another window changes it: the answer
// that refuses the old one brings today's, and what was refused goes again by itself, once.
let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const resent = new WeakSet(); // forms sent again for a new token, until they are answered otherwise
function renewed(xhr) {
  token = xhr.getResponseHeader("X-Token") ?? token;
  return xhr.getResponseHeader("X-Token") !== null;
}

// Opening the sheet anew leads through the sign-in page and back; what was typed waits in the browser.
function signInAgain() {
  const link = document.createElement("a");
  link.className = "btn btn-outline-primary";
  link.href = location.pathname;
  link.textContent = "重新登录";
  return link;
}

const SOMEBODY_ELSE =
  "这台设备上现在登录的是另一个人，刚才填的没有保存，也不会算成那个人填的。请由填的人重新登录，再打开这份评分表。";

/* The button that was pressed may be gone by now, or never have stood on the page. */
function press(form, intent) {
  const button = document.createElement("button");
  Object.assign(button, { name: "intent", value: intent, hidden: true });
  form.append(button);
  form.requestSubmit(button);
  button.remove();
}

function again(form) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-outline-primary";
  button.textContent = "重新保存";
  button.addEventListener("click", () => form.requestSubmit());
  return button;
}

document.addEventListener("htmx:beforeRequest", (event) => say(event.target.closest("form"), "保存中…"));
// The connection away is told once, by drafts.js; it also sends again.
for (const away of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(away, (event) => say(event.target.closest("form"), "未保存：网络不通，留在这台设备上"));
}
// A line that went dead is noticed.
htmx.config.timeout = 30000;
document.addEventListener("htmx:responseError", (event) => {
  const form = event.target.closest("form");
  if (renewed(event.detail.xhr) && !resent.has(form)) {
    resent.add(form);
    return press(form, event.detail.requestConfig.parameters.intent ?? "save");
  }
  const status = event.detail.xhr.status;
  say(form, "未保存");
  const reasons = {
    401: "登录已过期，刚才填的没有保存，还在页面上，也留在这台设备上。请重新登录，回到这份评分表再保存。",
    403: "没有保存：这份评分表已锁定，或不归您填写。刷新本页可看到原因。",
    404: "没有保存：找不到这份评分表，请刷新本页。",
  };
  const expired = event.detail.xhr.getResponseHeader("X-Page-Expired");
  const other = event.detail.xhr.getResponseHeader("X-Somebody-Else");
  alarm(
    (expired ? reasons[401] : other ? SOMEBODY_ELSE : reasons[status]) || "系统出错，刚才填的没有保存。内容还在页面上，请稍后再试。",
    status === 401 || expired || status >= 500 ? form : null,
    status === 401 || Boolean(expired),
  );
});

// A save that answers says so where it was made; the old alarm is over.
document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr } = event.detail;
  const { elt } = event.detail.requestConfig;
  if (!xhr.getResponseHeader("X-Token")) resent.delete(elt);
  if (xhr.status >= 200 && xhr.status < 300 && !xhr.getResponseHeader("X-Item-Saved")) {
    say(elt, "未保存");
    alarm("没有保存：答复不是评分表给的（可能要先登录网络，或先改密码）。刚才填的留在这台设备上。", elt, true);
    return;
  }
  if (!event.detail.successful) return;
  document.getElementById("alert").replaceChildren();
});

// Two versions stand above the field somebody was typing in: the choice is brought into sight.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  event.detail.target.querySelector?.(".gc-conflict")?.scrollIntoView({ block: "center" });
});

// After a whole card was replaced, the keyboard goes on from it.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  // Only when the focus went with it: never away from where somebody types meanwhile.
  if (document.activeElement !== document.body) return;
  const summary = event.detail.target.querySelector?.(":scope > details > summary");
  if (summary) summary.focus({ preventScroll: true });
});

// A common reason goes into the field, after what already stands there; the field then saves as if it had been typed.
document.addEventListener("click", (event) => {
  const offered = event.target.closest("[data-reason-for]");
  if (!offered) return;
  const field = document.getElementById(offered.dataset.reasonFor);
  const reason = offered.textContent.trim();
  if (!field.value.includes(reason)) {
    field.value = field.value.trim() ? `${field.value.trim()}\n${reason}` : reason;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  field.focus();
});

// Where somebody chooses how much to deduct and has given no reason, the common ones open by themselves.
document.addEventListener("change", (event) => {
  if (!event.target.closest(".gc-seg .is-loss")) return;
  const item = event.target.form.dataset.item;
  const offered = document.getElementById(`reasons-${item}`);
  if (offered && !document.getElementById(`reason-${item}`).value.trim()) offered.open = true;
});

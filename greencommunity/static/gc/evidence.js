"use strict";
// Evidence beside an item: several files chosen, dropped or photographed, sent one after the other, each with its own
// progress and its own answer. Only the item's evidence is drawn anew, never what somebody types. A file stays in this
// browser (kept.js) until the server has taken or refused it. Without this file the same forms post.

// Where there is a screen to touch there is likely a camera behind it.
document.documentElement.classList.toggle("touch", navigator.maxTouchPoints > 0);

const UNSENT = "文件没有送出";
const WHY = {
  0: "网络不通，连上后请再试一次。",
  401: "登录已过期，请在另一个窗口重新登录，再试一次。",
  403: "这份评分表已锁定，或不归您填写。刷新本页可看到原因。",
  404: "找不到这一项或这份材料，请刷新本页。",
  413: "文件太大，服务器没有收下。请压缩后再传。",
  another: "这台设备上现在登录的是另一个人。请由填这份表的人重新登录，再打开这份评分表。",
  stranger: "答复不是评分表给的（可能要先登录网络，或先改密码）。",
  fault: "系统出错，请稍后再试一次。",
};
const LOST = "网络不通。留在这台设备上，连上后自动上传。";
const LOST_HERE = "网络不通。请不要关闭本页，连上后自动上传。";
const NO_ANSWER = "没有等到答复，可能已经办成。请刷新本页看看，没有的话再试一次。";

/* undone: what has not happened, to stand before the reason. */
function whyNot(xhr, undone) {
  if (xhr.getResponseHeader("X-Refused")) return xhr.responseText;
  if (xhr.getResponseHeader("X-Somebody-Else")) return `${undone}：${WHY.another}`;
  if (xhr.getResponseHeader("X-Page-Expired")) return `${undone}：${WHY[401]}`;
  if (xhr.status === 200) return `${undone}：${WHY.stranger}`;
  return `${undone}：${WHY[xhr.status] ?? WHY.fault}`;
}

function said(words) {
  document.getElementById("evidence-said").textContent = words;
}

const STALLED = 30_000; // ms without a byte leaving
const UNANSWERED = 120_000; // ms a file that has arrived may be looked at

/* Resolves, always: why is "" when the item's evidence was drawn anew, else the sentence why not; lost, when it reached
   nobody; judged, when the server has looked at it and said no. */
function post(address, body, { undone, onProgress, signal, again = false }) {
  if (token) body.set("csrfmiddlewaretoken", token);
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    let arrived = false;
    xhr.open("POST", address);
    xhr.setRequestHeader("HX-Request", "true");
    xhr.upload.addEventListener("load", () => (arrived = true));
    for (const kind of onProgress ? ["progress", "load"] : []) xhr.upload.addEventListener(kind, onProgress);
    signal?.addEventListener("abort", () => xhr.abort());
    giveUpWhenDead(xhr);
    xhr.addEventListener("loadend", () => {
      if (renewed(xhr) && !again) return resolve(post(address, body, { undone, onProgress, signal, again: true }));
      const number = xhr.getResponseHeader("X-Evidence");
      const why = number ? "" : !xhr.status && arrived ? NO_ANSWER : whyNot(xhr, undone);
      // Before it is drawn: a fault there must not hold up the line.
      const judged = Boolean(xhr.getResponseHeader("X-Refused")) || [404, 413].includes(xhr.status);
      resolve({ why, lost: !xhr.status && !arrived, judged });
      if (number) draw(number, xhr.responseText);
    });
    xhr.send(body);
  });
}

function giveUpWhenDead(xhr) {
  let timer;
  const within = (time) => {
    clearTimeout(timer);
    timer = setTimeout(() => xhr.abort(), time);
  };
  xhr.upload.addEventListener("progress", () => within(STALLED));
  xhr.upload.addEventListener("load", () => within(UNANSWERED));
  xhr.addEventListener("loadend", () => clearTimeout(timer));
  within(STALLED);
}

function draw(number, page) {
  const old = document.getElementById(`evidence-${number}`);
  const fresh = new DOMParser().parseFromString(page, "text/html").getElementById(old.id);
  const focused = old.contains(document.activeElement);
  old.replaceWith(document.adoptNode(fresh));
  if (focused) fresh.focus({ preventScroll: true });
}

// --- sending several -------------------------------------------------------------------------------------------

const lists = new Map(); // item -> its list of files on their way; it outlives the card around it
let line = Promise.resolve();

document.addEventListener("htmx:oobAfterSwap", () => {
  for (const [number, list] of lists) {
    const place = document.querySelector(`[data-sending="${number}"]`);
    if (place && place !== list) place.replaceWith(list);
  }
});

/* Where a form's files go: adding to an item, or putting one file in another's place. The form may be redrawn
   meanwhile; this stays true. */
function wayOf(form) {
  const { drop: number, maxMegabytes: limit } = form.closest("[data-drop]").dataset;
  return { address: form.action, person: form.elements.person.value, number, limit };
}

/* files: each with its key where it comes out of this browser's keeping. */
function take(way, files) {
  const list = document.querySelector(`[data-sending="${way.number}"]`);
  if (!list) return alarm(`${UNSENT}：${WHY[403]}`);
  lists.set(way.number, list);
  for (const each of files) {
    const job = { ...way, ...each, cancelled: new AbortController() };
    job.kept = each.key === undefined ? keep(job) : Promise.resolve(each.key);
    const row = rowOf(job);
    list.append(row);
    queue(row, job);
  }
}

/* Resolves to the key under which this browser keeps the file, null where it keeps nothing. */
function keep({ person, number, address, limit, file, folder }) {
  if (folder) return Promise.resolve(null);
  const { sheet } = document.getElementById("drafts").dataset;
  return keptFiles.keep({ person, sheet, number, address, limit, file });
}

async function letGo(job) {
  keptFiles.drop(await job.kept);
}

function rowOf(job) {
  const row = document.getElementById("sending-row").content.firstElementChild.cloneNode(true);
  const again = row.querySelector("[data-again]");
  const cancel = row.querySelector("[data-cancel]");
  row.querySelector("[data-name]").textContent = job.file.name;
  row.querySelector("progress").setAttribute("aria-label", job.file.name);
  again.setAttribute("aria-label", `重试 ${job.file.name}`);
  cancel.setAttribute("aria-label", `不传了 ${job.file.name}`);
  again.addEventListener("click", () => {
    row.focus({ preventScroll: true }); // the button goes
    queue(row, job);
  });
  cancel.addEventListener("click", () => {
    job.cancelled.abort();
    letGo(job);
    leave(row, job);
  });
  return row;
}

/* The row goes; a keyboard that stood in it goes on from the item's evidence. */
function leave(row, job) {
  const focused = row.contains(document.activeElement);
  row.remove();
  if (focused) document.getElementById(`evidence-${job.number}`)?.focus({ preventScroll: true });
}

function queue(row, job) {
  lost.delete(row);
  delete row.dataset.kept;
  waiting(row);
  line = line.then(() => send(row, job)).catch(() => refused(row, `${UNSENT}：${WHY.fault}`));
}

function waiting(row) {
  row.querySelector("[data-why]").hidden = row.querySelector("[data-again]").hidden = true;
  row.querySelector("progress").hidden = false;
  row.querySelector("progress").value = 0;
  row.querySelector("[data-state]").textContent = "等待上传";
}

async function send(row, job) {
  const { signal } = job.cancelled;
  if (signal.aborted) return;
  row.querySelector("[data-state]").textContent = "上传中";
  const onProgress = (event) => progress(row, event);
  const unfitting = unfit(job);
  const answer = unfitting
    ? { why: unfitting, judged: true }
    : await post(job.address, bodyOf(job), { undone: UNSENT, onProgress, signal });
  if (signal.aborted) return;
  if (!answer.why || answer.judged) letGo(job);
  if (answer.lost) return waitForNetwork(row, job);
  if (answer.why) return refused(row, answer.why);
  leave(row, job);
  said(`已上传“${job.file.name}”。`);
  document.dispatchEvent(new Event("gc:saved"));
}

/* All of it sent is not yet arrived: "load" says so, and only then is it being looked at. */
function progress(row, { type, loaded, total }) {
  const percent = Math.floor((loaded / total) * 100);
  row.querySelector("progress").value = percent;
  row.querySelector("[data-state]").textContent = type === "load" ? "正在检查" : `${percent}%`;
}

function refused(row, why) {
  row.querySelector("progress").hidden = true;
  row.querySelector("[data-state]").textContent = "没有上传";
  row.querySelector("[data-why] p").textContent = why;
  row.querySelector("[data-why]").hidden = row.querySelector("[data-again]").hidden = false;
  said(why);
}

// --- without a network -------------------------------------------------------------------------------------------

const AGAIN = 5_000; // ms between attempts; the browser does not always notice that the network is back
const lost = new Map(); // row -> the job that reached nobody
let attempt = null;

async function waitForNetwork(row, job) {
  const kept = (await job.kept) !== null;
  lost.set(row, job);
  clearTimeout(attempt);
  attempt = setTimeout(sendLost, AGAIN);
  if (kept) row.dataset.kept = ""; // leaving the page does not lose it
  refused(row, `${UNSENT}：${kept ? LOST : LOST_HERE}`);
}

function sendLost() {
  if (!navigator.onLine) return;
  for (const [row, job] of [...lost]) queue(row, job);
}

window.addEventListener("online", sendLost);

/* What an earlier visit to this sheet could not send. */
async function sendKept({ person, sheet }) {
  for (const { number, address, limit, file, key } of await keptFiles.of(person, sheet)) {
    take({ address, person, number, limit }, [{ file, key }]);
  }
}

sendKept(document.getElementById("drafts").dataset);

/* Told before the whole of it travels for nothing. */
function unfit({ file, folder, limit }) {
  if (folder) return `“${file.name}”是文件夹，不能整个上传。请打开它，选里面的文件。`;
  return file.size > limit * 1024 * 1024 ? `“${file.name}”超过 ${limit} MB，请压缩后再传。` : "";
}

function bodyOf({ person, file }) {
  const body = new FormData();
  body.set("person", person);
  body.set("file", file, file.name);
  return body;
}

// Waiting, under way or not taken: leaving the page loses it.
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-sending] li:not([data-kept])")) event.preventDefault();
});

// --- choosing, photographing, dropping ---------------------------------------------------------------------------

const CHOOSING = "[data-upload] input[type=file]";

function chosen(input, way) {
  take(way, [...input.files].map((file) => ({ file })));
  input.value = ""; // the same file may be chosen again
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.matches(CHOOSING) && input.files.length) chosen(input, wayOf(input.form));
});

// An input redrawn while its window is open is in the page no more, and only it hears that files were chosen.
let asking = null; // held: nothing else may keep it until then

document.addEventListener("click", (event) => {
  const input = event.target;
  if (!input.matches(CHOOSING)) return;
  const way = wayOf(input.form);
  asking = input;
  asking.onchange = () => input.isConnected || chosen(input, way);
});

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault(); // a file dropped beside the mark must not open in place of the page
    const box = event.target.closest?.("[data-drop]");
    event.dataTransfer.dropEffect = box ? "copy" : "none";
    over(box);
  });
}

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) over(null);
});

document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  over(null);
  const box = event.target.closest?.("[data-drop]");
  if (box) take(wayOf(box.querySelector("form.gc-upload")), droppedFiles(event.dataTransfer));
});

function droppedFiles({ items }) {
  const files = [...items].filter((item) => item.kind === "file");
  const each = files.map((item) => ({ file: item.getAsFile(), folder: item.webkitGetAsEntry()?.isDirectory }));
  return each.filter(({ file }) => file);
}

function over(box) {
  for (const each of document.querySelectorAll(".gc-evidence-box.is-over")) {
    if (each !== box) each.classList.remove("is-over");
  }
  box?.classList.add("is-over");
}

// --- confirming, taking down ---------------------------------------------------------------------------------------

let told = null; // the alarm of the last act; others' alarms stay

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-evidence-act]")) return;
  event.preventDefault();
  if (form.dataset.question && !window.confirm(form.dataset.question)) return;
  if (form.getAttribute("aria-busy") === "true") return; // pressed twice; a button switched off would lose the keyboard its place
  form.setAttribute("aria-busy", "true");
  const { why } = await post(form.action, new FormData(form), { undone: form.dataset.evidenceAct });
  form.removeAttribute("aria-busy");
  told?.remove();
  if (why) told = alarm(why);
  else said("已办好。");
});

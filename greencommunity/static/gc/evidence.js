"use strict";
// Evidence beside an item: several files chosen, dropped or photographed, sent one after the other, each with its own
// progress and its own answer. Only the item's evidence is drawn anew, never what somebody types. Without this file the
// same forms post.

// Where there is a screen to touch there is likely a camera behind it.
document.documentElement.classList.toggle("touch", navigator.maxTouchPoints > 0);

const NOT_TAKEN = {
  0: "网络不通，没有送出。连上后请再试一次。",
  401: "登录已过期，没有送出。请在另一个窗口重新登录，再试一次。",
  403: "没有送出：这份评分表已锁定，或不归您填写。刷新本页可看到原因。",
  404: "没有送出：找不到这一项或这份材料，请刷新本页。",
  413: "文件太大，服务器没有收下。请压缩后再传。",
};

function whyNot(xhr) {
  if (xhr.getResponseHeader("X-Refused")) return xhr.responseText;
  if (xhr.getResponseHeader("X-Somebody-Else")) return SOMEBODY_ELSE;
  if (xhr.getResponseHeader("X-Page-Expired")) return NOT_TAKEN[401];
  if (xhr.status === 200) return "没有送出：答复不是评分表给的（可能要先登录网络，或先改密码）。";
  return NOT_TAKEN[xhr.status] ?? "系统出错，没有送出。请稍后再试一次。";
}

function said(words) {
  document.getElementById("evidence-said").textContent = words;
}

/* Resolves to "" when the item's evidence was drawn anew, else to the sentence why not. */
function post(address, body, onProgress) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (token) body.set("csrfmiddlewaretoken", token[1]);
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.open("POST", address);
    xhr.setRequestHeader("HX-Request", "true");
    if (onProgress) xhr.upload.addEventListener("progress", onProgress);
    xhr.addEventListener("loadend", () => {
      const number = xhr.getResponseHeader("X-Evidence");
      if (number) draw(number, xhr.responseText);
      resolve(number ? "" : whyNot(xhr));
    });
    xhr.send(body);
  });
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
let onTheWay = 0;

document.addEventListener("htmx:oobAfterSwap", () => {
  for (const [number, list] of lists) {
    const place = document.querySelector(`[data-sending="${number}"]`);
    if (place && place !== list) place.replaceWith(list);
  }
});

/* The files for one form: adding to an item, or putting one file in another's place. */
function take(form, files) {
  const box = form.closest("[data-drop]");
  const number = box.dataset.drop;
  const list = box.querySelector("[data-sending]");
  lists.set(number, list);
  for (const file of files) {
    const job = { address: form.action, person: form.elements.person.value, file, limit: box.dataset.maxMegabytes };
    const row = document.getElementById("sending-row").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    row.querySelector("[data-again]").setAttribute("aria-label", `重试 ${file.name}`);
    row.querySelector("[data-drop]").setAttribute("aria-label", `不传了 ${file.name}`);
    row.querySelector("[data-again]").addEventListener("click", () => queue(row, job));
    row.querySelector("[data-drop]").addEventListener("click", () => {
      row.remove();
      document.getElementById(`evidence-${number}`).focus({ preventScroll: true });
    });
    list.append(row);
    queue(row, job);
  }
}

function queue(row, job) {
  waiting(row);
  onTheWay += 1;
  line = line.then(() => send(row, job)).finally(() => (onTheWay -= 1));
}

function waiting(row) {
  row.querySelector("[data-why]").hidden = row.querySelector("[data-acts]").hidden = true;
  row.querySelector("progress").hidden = false;
  row.querySelector("progress").value = 0;
  row.querySelector("[data-state]").textContent = "等待上传";
}

async function send(row, job) {
  const state = row.querySelector("[data-state]");
  const progress = (event) => {
    const percent = Math.floor((event.loaded / event.total) * 100);
    row.querySelector("progress").value = percent;
    state.textContent = percent < 100 ? `${percent}%` : "正在检查";
  };
  state.textContent = "上传中";
  const why = tooLarge(job) || (await post(job.address, bodyOf(job), progress));
  if (why) {
    refused(row, why);
  } else {
    row.remove();
    said(`已上传“${job.file.name}”。`);
  }
}

function refused(row, why) {
  row.querySelector("progress").hidden = true;
  row.querySelector("[data-state]").textContent = "没有上传";
  row.querySelector("[data-why] p").textContent = why;
  row.querySelector("[data-why]").hidden = row.querySelector("[data-acts]").hidden = false;
  said(why);
}

/* Told before the whole of it travels for nothing. */
function tooLarge({ file, limit }) {
  return file.size > limit * 1024 * 1024 ? `“${file.name}”超过 ${limit} MB，请压缩后再传。` : "";
}

function bodyOf({ person, file }) {
  const body = new FormData();
  body.set("person", person);
  body.set("file", file, file.name);
  return body;
}

window.addEventListener("beforeunload", (event) => {
  if (onTheWay) event.preventDefault();
});

// --- choosing, photographing, dropping ---------------------------------------------------------------------------

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches("[data-upload] input[type=file]") || !input.files.length) return;
  take(input.form, [...input.files]);
  input.value = ""; // the same file may be chosen again
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
  if (box) take(box.querySelector("form.gc-upload"), [...event.dataTransfer.files]);
});

function over(box) {
  for (const each of document.querySelectorAll(".gc-evidence-box.is-over")) {
    if (each !== box) each.classList.remove("is-over");
  }
  box?.classList.add("is-over");
}

// --- confirming, taking down ---------------------------------------------------------------------------------------

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-evidence-act]")) return;
  event.preventDefault();
  const why = await post(form.action, new FormData(form));
  if (why) alarm(why);
  else said("已办好。");
});

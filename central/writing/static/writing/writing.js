// The form of a draft: rows, folds, tabs, and what the lint says beside each field while somebody writes.
(() => {
  "use strict";
  const page = document.getElementById("writing");
  const form = document.getElementById("writing-form");
  if (!page || !form) return;

  const ROW = "__row__";
  const PAUSE_MS = 400;
  let asked = 0;
  let timer = 0;
  let dirty = false;

  // ---- rows: names carry the place of a row, so they are made anew whenever rows come, go or change places
  const rename = (root, from, to) => {
    for (const element of [root, ...root.querySelectorAll("*")]) {
      if (element.tagName === "TEMPLATE") rename(element.content, from, to);
      if (!element.attributes) continue;
      for (const attribute of [...element.attributes]) {
        const bare = attribute.value.startsWith("id_") ? attribute.value.slice(3) : attribute.value;
        if (bare === from || bare.startsWith(from + ".")) {
          attribute.value = attribute.value.replace(from, to);
        }
      }
    }
  };
  const number = (rows) => {
    const path = rows.dataset.rows;
    [...rows.querySelector(":scope > .w-list").children].forEach((row, at) => {
      if (row.dataset.row !== `${path}.${at}`) rename(row, row.dataset.row, `${path}.${at}`);
    });
  };
  const add = (rows) => {
    const blank = rows.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
    const list = rows.querySelector(":scope > .w-list");
    rename(blank, `${rows.dataset.rows}.${ROW}`, `${rows.dataset.rows}.${list.children.length}`);
    list.append(blank);
    blank.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  };
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const doing = button.dataset.do;
    if (doing === "fold") {
      const shut = button.closest(".w-group").classList.toggle("w-closed");
      button.setAttribute("aria-expanded", String(!shut));
      return;
    }
    const row = doing === "add" ? null : button.closest(".w-row");
    const rows = (row || button).closest(".w-rows");
    if (doing === "add") add(rows);
    if (doing === "remove") row.remove();
    if (doing === "up" && row.previousElementSibling) row.previousElementSibling.before(row);
    if (doing === "down" && row.nextElementSibling) row.nextElementSibling.after(row);
    number(rows);
    if (named.size) members();
    changed();
  });

  // ---- members of a bundle: each by the name of its matter, and the others to choose from as what it waits for
  const named = new Map([...form.querySelectorAll("#picked option")].map((one) => [one.value, one.label]));
  const members = () => {
    const picked = [...form.querySelectorAll('input[list="picked"]')];
    for (const input of picked) input.nextElementSibling.textContent = named.get(input.value) || "";
    const codes = [...new Set(picked.map((input) => input.value).filter((code) => named.has(code)))];
    for (const box of form.querySelectorAll("[data-members]")) {
      const own = box.closest(".w-row").querySelector('input[list="picked"]').value;
      const chosen = [...box.querySelectorAll("input:checked")].map((input) => input.value);
      box.replaceChildren(...[...new Set([...codes.filter((code) => code !== own), ...chosen])].map((code) => {
        const label = document.createElement("label");
        const input = document.createElement("input");
        Object.assign(input, { type: "checkbox", name: box.dataset.members, value: code, checked: chosen.includes(code) });
        label.append(input, ` ${named.get(code) || code}`);
        return label;
      }));
    }
  };
  if (named.size) {
    form.addEventListener("input", (event) => { if (event.target.matches('input[list="picked"]')) members(); });
    members();
  }

  // ---- tabs
  const open = (key) => {
    for (const tab of form.querySelectorAll("[data-tab]")) {
      tab.setAttribute("aria-selected", String(tab.dataset.tab === key));
    }
    for (const section of form.querySelectorAll("[data-section]")) section.hidden = section.dataset.section !== key;
  };
  form.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (tab) open(tab.dataset.tab);
  });

  // ---- the lint
  const place = (path) => {
    for (let at = path; at; at = at.slice(0, Math.max(at.lastIndexOf("."), 0))) {
      const found = form.querySelector(`[data-said="${CSS.escape(at)}"]`);
      if (found) return found;
    }
    return null;
  };
  // What a finding is about, in the words of the form: its own label, after those of the groups around it.
  const words = (target, path) => {
    const said = [];
    for (let at = target?.parentElement; at && at !== form; at = at.parentElement) {
      const label = at.matches(".w-control") ? at.querySelector(":scope > label") : at.querySelector(":scope > legend");
      if (label) said.unshift(label.textContent.replace("*", "").trim());
      if (at.matches(".w-row")) said.unshift(String([...at.parentElement.children].indexOf(at) + 1));
    }
    return said.join(" › ") || path;
  };
  const COLON = document.documentElement.lang.startsWith("en") ? ": " : "：";
  const WORST_FIRST = ["error", "warning", "notice"];
  const show = (problems) => {
    for (const said of form.querySelectorAll(".w-said")) said.replaceChildren();
    for (const badge of form.querySelectorAll(".w-badge")) {
      badge.textContent = "";
      delete badge.dataset.worst;
    }
    const summary = document.getElementById("writing-summary");
    const list = summary.querySelector("ul");
    list.replaceChildren();
    summary.querySelector("[data-count]").textContent = problems.length || "✓";
    summary.classList.toggle("w-ok", problems.length === 0);
    for (const { path, severity, sentence } of problems) {
      const line = document.createElement("span");
      line.className = `w-${severity}`;
      line.textContent = sentence;
      const target = place(path);
      target?.append(line);
      for (let group = target?.closest(".w-closed"); group; group = group.parentElement.closest(".w-closed")) {
        group.classList.remove("w-closed");
      }
      const item = document.createElement("li");
      const jump = document.createElement("button");
      jump.type = "button";
      jump.className = `w-${severity}`;
      jump.textContent = path ? `${words(target, path)}${COLON}${sentence}` : sentence;
      jump.title = path;
      jump.addEventListener("click", () => {
        const section = target?.closest("[data-section]");
        if (section) open(section.dataset.section);
        target?.scrollIntoView({ block: "center" });
      });
      item.append(jump);
      list.append(item);
      const section = target?.closest("[data-section]");
      if (section) {
        const badge = form.querySelector(`[data-tab="${section.dataset.section}"] .w-badge`);
        badge.textContent = String(Number(badge.textContent || 0) + 1);
        const known = [badge.dataset.worst, severity].filter(Boolean).map((one) => WORST_FIRST.indexOf(one));
        badge.dataset.worst = WORST_FIRST[Math.min(...known)];
      }
    }
    page.dataset.linted = String(asked);
  };
  const lint = async () => {
    const mine = ++asked;
    const answer = await fetch(page.dataset.lint, { method: "POST", body: new FormData(form) });
    if (answer.ok && mine === asked) show((await answer.json()).findings);
  };
  const changed = () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(lint, PAUSE_MS);
  };
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  if (page.dataset.editable === "no") {
    for (const control of form.querySelectorAll("input, textarea, select, [data-do]")) {
      if (control.dataset.do !== "fold") control.disabled = control.type !== "hidden";
    }
  } else {
    lint();
  }
})();

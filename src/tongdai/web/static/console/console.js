// What pages do by themselves: menus, dialogs, copying, selecting. Everything works without it except convenience.
(() => {
  const on = (event, selector, act) =>
    document.addEventListener(event, (happened) => {
      const found = happened.target.closest?.(selector);
      if (found) act(found, happened);
    });

  on("click", "[data-theme-switch]", () => {
    const dark = document.documentElement.dataset.bsTheme !== "dark";
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
    localStorage.setItem("theme", dark ? "dark" : "light");
  });

  on("click", "[data-menu-switch]", (button) => {
    const menu = document.getElementById(button.getAttribute("aria-controls"));
    const open = menu.classList.toggle("show");
    button.setAttribute("aria-expanded", String(open));
  });

  on("click", "[data-dialog]", (button) => document.getElementById(button.dataset.dialog).showModal());
  on("click", "[data-dialog-close]", (button) => button.closest("dialog").close());
  on("click", "dialog", (dialog, happened) => {
    if (happened.target === dialog) dialog.close();
  });

  on("click", "[data-copy]", async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 1600);
  });

  on("click", "[data-dismiss]", (button) => button.closest(button.dataset.dismiss).remove());

  document.addEventListener("click", (happened) => {
    for (const menu of document.querySelectorAll("details.menu[open]"))
      if (!menu.contains(happened.target)) menu.removeAttribute("open");
  });

  const typing = (element) => /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable;
  document.addEventListener("keydown", (happened) => {
    if (happened.key === "Escape")
      for (const menu of document.querySelectorAll("details.menu[open]")) {
        menu.removeAttribute("open");
        menu.querySelector("summary").focus();
      }
    if (happened.key === "/" && !typing(happened.target)) {
      const search = document.querySelector("input[type=search]");
      if (search) {
        happened.preventDefault();
        search.focus();
        search.select();
      }
    }
  });

  const count = (form) => {
    const boxes = [...form.querySelectorAll("[data-pick]")];
    const picked = boxes.filter((box) => box.checked).length;
    for (const all of form.querySelectorAll("[data-pick-all]")) {
      all.checked = picked > 0 && picked === boxes.length;
      all.indeterminate = picked > 0 && picked < boxes.length;
    }
    for (const bar of form.querySelectorAll("[data-picked]")) bar.hidden = picked === 0;
    for (const number of form.querySelectorAll("[data-picked-count]")) number.textContent = picked;
  };
  on("change", "[data-pick-all]", (all) => {
    const form = all.closest("form");
    for (const box of form.querySelectorAll("[data-pick]")) box.checked = all.checked;
    count(form);
  });
  on("change", "[data-pick]", (box) => count(box.closest("form")));

  on("change", "[data-submit-on-change]", (field) => field.form.requestSubmit());
  on("change", "input[type=file][data-into]", async (field) => {
    const [file] = field.files;
    if (file) document.getElementById(field.dataset.into).value = await file.text();
  });
  on("submit", "form[data-busy]", (form) => {
    const button = form.querySelector("button[type=submit], button:not([type])");
    if (button) setTimeout(() => button.classList.add("btn-loading"), 0);
  });
})();

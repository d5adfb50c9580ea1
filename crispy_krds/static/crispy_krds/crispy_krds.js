/* Tabs, dialogs and small comforts of crispy_krds; every form can be read and sent without them.
   Loaded in the head without defer, so that what waits for it does not flash. */
(function () {
  "use strict";
  document.documentElement.classList.add("krds-js");

  const WRONG = ".is-error, .form-hint-invalid";
  const tabsOf = new Map(); /* panel -> what shows it */

  function start() {
    document.querySelectorAll("[data-krds-tabs]").forEach(makeTabs);
    document.querySelectorAll("dialog.krds-dialog").forEach(makeDialog);
    document.querySelectorAll("[data-krds-consent-all]").forEach(makeConsentToAll);
    document.addEventListener("click", onClick);
    window.addEventListener("hashchange", () => reveal(byHash(location.hash)));
    reveal(byHash(location.hash));
  }

  function byHash(hash) {
    return hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  }

  /* What a link leads to is opened first: its tab, its fold, its dialog. */
  function reveal(target) {
    for (let part = target; part; part = part.parentElement) {
      if (tabsOf.has(part)) {
        tabsOf.get(part)();
      } else if (part.tagName === "DETAILS") {
        part.open = true;
      } else if (part.matches("dialog.krds-dialog:not([open])")) {
        part.showModal();
      }
    }
  }

  function onClick(event) {
    const link = event.target.closest("a[href^='#']:not([role=tab])");
    const target = link && byHash(link.getAttribute("href"));
    if (target) {
      reveal(target);
      if (link.closest("[data-error-summary]")) {
        event.preventDefault();
        target.focus();
        target.scrollIntoView({ block: "center" });
      }
    }
    const dismiss = event.target.closest("[data-krds-dismiss]");
    if (dismiss) {
      const alert = dismiss.closest(".krds-alert");
      const around = alert.parentElement;
      alert.hidden = true;
      around.tabIndex = -1;
      around.focus({ preventScroll: true });
    }
  }

  /* --- Tabs, as the WAI-ARIA Authoring Practices have them: one stop by Tab, arrows, Home and End --- */
  function makeTabs(area) {
    const list = area.querySelector(".krds-tab-list");
    const links = [...list.querySelectorAll("a.btn-tab")];
    const panels = links.map((link) => byHash(link.getAttribute("href")));
    if (!links.length || panels.includes(null)) {
      return;
    }
    list.setAttribute("role", "tablist");
    links.forEach(function (link, index) {
      link.parentElement.setAttribute("role", "presentation");
      link.setAttribute("role", "tab");
      link.setAttribute("aria-controls", panels[index].id);
      panels[index].setAttribute("role", "tabpanel");
      panels[index].tabIndex = 0;
      tabsOf.set(panels[index], () => show(index));
      if (panels[index].querySelector(WRONG)) {
        const mark = document.createElement("span");
        mark.className = "krds-tab-wrong";
        mark.textContent = ` (${area.dataset.krdsWrong})`;
        link.append(mark);
      }
      link.addEventListener("click", function (event) {
        event.preventDefault();
        show(index);
      });
    });
    list.addEventListener("keydown", function (event) {
      const now = links.indexOf(document.activeElement);
      const next = {
        ArrowRight: (now + 1) % links.length,
        ArrowLeft: (now - 1 + links.length) % links.length,
        Home: 0,
        End: links.length - 1,
        " ": now,
      }[event.key];
      if (now >= 0 && next !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        show(next);
        links[next].focus();
      }
    });
    function show(chosen) {
      links.forEach(function (link, index) {
        const on = index === chosen;
        link.setAttribute("aria-selected", String(on));
        link.tabIndex = on ? 0 : -1;
        link.parentElement.classList.toggle("active", on);
        panels[index].hidden = !on;
      });
    }
    area.classList.add("is-live");
    show(Math.max(0, links.findIndex((link) => link.hasAttribute("data-krds-first"))));
  }

  /* --- A dialog is shut only where a button on the page can open it again --- */
  function makeDialog(dialog) {
    const openers = document.querySelectorAll(`[data-krds-open="${CSS.escape(dialog.id)}"]`);
    dialog.addEventListener("click", function (event) {
      if (event.target.closest("[data-krds-close]")) {
        dialog.close();
      }
    });
    if (openers.length) {
      dialog.close();
    }
    for (const opener of openers) {
      opener.setAttribute("aria-haspopup", "dialog");
      opener.addEventListener("click", () => dialog.showModal());
    }
  }

  function makeConsentToAll(all) {
    const around = all.form || document;
    const boxes = [...around.querySelectorAll(".krds-consent-check > input:not(:disabled)")];
    function follow() {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = boxes.length > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    all.addEventListener("change", function () {
      const on = all.checked; /* each box that changes brings ours up to date */
      for (const box of boxes.filter((one) => one.checked !== on)) {
        box.checked = on;
        box.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    boxes.forEach((box) => box.addEventListener("change", follow));
    follow();
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();

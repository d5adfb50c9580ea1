/* Small comforts; every page works without them. */
(function () {
  "use strict";

  /* An open <details> menu closes by Escape and by a click elsewhere. */
  const menus = document.querySelectorAll("details.s-display");
  document.addEventListener("keydown", function (event) {
    for (const menu of menus) {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
  });
  document.addEventListener("click", function (event) {
    for (const menu of menus) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });

  /* A new code: the button counts down until it may be pressed. The server says the same without this. */
  const again = document.querySelector("[data-wait]");
  if (again) {
    const word = again.textContent.trim();
    const words = again.dataset.waitWords;
    const end = Date.now() + Number(again.dataset.wait) * 1000;
    const tick = function () {
      const left = Math.ceil((end - Date.now()) / 1000);
      again.disabled = left > 0;
      again.textContent = left > 0 ? `${word} ${words.replace("{seconds}", left)}` : word;
      if (left > 0) {
        setTimeout(tick, 1000);
      }
    };
    tick();
  }

  /* A file dropped anywhere on the page goes to the page's one file control. */
  const zone = document.querySelector("[data-file-drop]");
  const input = zone && zone.querySelector("input[type=file]");
  if (input) {
    let depth = 0;
    const mark = function (change) {
      depth = Math.max(0, depth + change);
      zone.classList.toggle("is-over", depth > 0);
    };
    const holdsFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
    document.addEventListener("dragenter", (event) => holdsFiles(event) && mark(1));
    document.addEventListener("dragleave", (event) => holdsFiles(event) && mark(-1));
    document.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
    document.addEventListener("drop", function (event) {
      mark(-depth);
      if (!holdsFiles(event)) {
        return;
      }
      event.preventDefault();
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
  }

  /* Where the whole form was refused, begin at what is wrong. */
  const summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
  }

  /* A part of the page that fetches itself says so when it no longer can; the next fetch brings it anew. */
  for (const failed of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failed, (event) => event.target.classList.add("is-stale"));
  }
  document.addEventListener("htmx:afterSwap", (event) => event.target.classList.remove("is-stale"));

  /* A submit button pressed twice sends once. */
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented) {
      return;
    }
    if (event.target.dataset.sent) {
      event.preventDefault();
    } else if (event.target.getAttribute("method") === "post") {
      event.target.dataset.sent = "1";
      setTimeout(() => delete event.target.dataset.sent, 4000);
    }
  });
  window.addEventListener("pageshow", function () {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
    }
  });
})();

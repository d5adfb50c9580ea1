/* Larger letters and high contrast, kept in this browser. Runs before the first paint, so nothing jumps. */
(function () {
  "use strict";
  const root = document.documentElement;
  const KEY = "sotong-display";

  function read() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch {
      return {};
    }
  }

  function write(chosen) {
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      /* a private window keeps nothing; the choice still holds for this page */
    }
  }

  function apply(chosen) {
    root.toggleAttribute("data-large-text", Boolean(chosen.text));
    if (chosen.contrast) {
      root.setAttribute("data-krds-mode", "high-contrast");
    } else {
      root.removeAttribute("data-krds-mode");
    }
  }

  let chosen = read();
  root.classList.add("js");
  apply(chosen);

  document.addEventListener("DOMContentLoaded", function () {
    for (const button of document.querySelectorAll("button[data-display]")) {
      const name = button.dataset.display;
      button.setAttribute("aria-pressed", String(Boolean(chosen[name])));
      button.addEventListener("click", function () {
        chosen = { ...chosen, [name]: !chosen[name] };
        button.setAttribute("aria-pressed", String(chosen[name]));
        write(chosen);
        apply(chosen);
      });
    }
  });
})();

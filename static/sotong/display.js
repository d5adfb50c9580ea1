/* Larger letters and high contrast at once, without a new page; config/display.py does the same without a script. */
(function () {
  "use strict";
  const root = document.documentElement;
  const COOKIE = "sotong_display";
  const system = window.matchMedia("(prefers-contrast: more)");

  function read() {
    const kept = document.cookie.split("; ").find((one) => one.startsWith(COOKIE + "="));
    const pairs = kept ? kept.slice(COOKIE.length + 1).split(".").map((one) => one.split("-")) : [];
    return Object.fromEntries(pairs);
  }

  function write(chosen) {
    const value = Object.entries(chosen).map(([mode, state]) => mode + "-" + state).join(".");
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = COOKIE + "=" + value + "; Path=/; Max-Age=31536000; SameSite=Lax" + secure;
  }

  function isOn(mode) {
    return chosen[mode] ? chosen[mode] === "on" : mode === "contrast" && system.matches;
  }

  function apply() {
    root.toggleAttribute("data-large-text", isOn("text"));
    root.setAttribute("data-krds-mode", isOn("contrast") ? "high-contrast" : "light");
    for (const button of document.querySelectorAll("button[data-display]")) {
      button.setAttribute("aria-pressed", String(isOn(button.dataset.display)));
    }
  }

  let chosen = read();
  root.classList.add("js");
  apply();
  system.addEventListener("change", apply);

  document.addEventListener("DOMContentLoaded", function () {
    apply();
    for (const button of document.querySelectorAll("button[data-display]")) {
      button.addEventListener("click", function (event) {
        event.preventDefault();
        const mode = button.dataset.display;
        chosen = { ...chosen, [mode]: isOn(mode) ? "off" : "on" };
        write(chosen);
        apply();
      });
    }
  });
})();

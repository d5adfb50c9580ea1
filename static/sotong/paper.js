/* Quick hands at the paper desk; every page works without it. Keys are read by their place, whatever the language. */
(function () {
  "use strict";

  const DIGITS = [..."1234567890"].map((digit) => `Digit${digit}`);
  const LETTERS = [..."QWERTYUIOP"].map((letter) => `Key${letter}`);

  /* A group of boxes is one stop of Tab: arrows move within it, and keys tick its boxes where they stand. */
  for (const group of document.querySelectorAll(".p-keys")) {
    const boxes = [...group.querySelectorAll("input[type=checkbox]")];
    const lines = [...group.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")]);
    const rest = function (box) {
      for (const one of boxes) {
        one.tabIndex = one === box ? 0 : -1;
      }
    };
    if (boxes.length > 1) {
      rest(boxes[0]);
    }
    const meant = function (code) {
      const column = DIGITS.includes(code) ? 0 : 1;
      const at = (column ? LETTERS : DIGITS).indexOf(code);
      if (at < 0) {
        return null;
      }
      if (lines.length) {
        return lines[at] && lines[at][column] && lines[at][column].querySelector("input");
      }
      return group.querySelectorAll("input[type=radio], input[type=checkbox]")[column * DIGITS.length + at];
    };
    group.addEventListener("focusin", (event) => boxes.includes(event.target) && boxes.length > 1 && rest(event.target));
    group.addEventListener("keydown", function (event) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.target.tagName !== "INPUT") {
        return;
      }
      const box = meant(event.code);
      const at = boxes.indexOf(event.target);
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (box) {
        event.preventDefault();
        box.click();
        box.focus();
      } else if (step && at >= 0 && boxes.length > 1) {
        event.preventDefault();
        boxes[(at + step + boxes.length) % boxes.length].focus();
      }
    });
  }

  /* The keys of buttons, and of the scan. */
  const scan = document.querySelector("[data-scan]");
  const state = { zoom: 1, turned: 0 };
  const look = {
    larger: () => (state.zoom = Math.min(4, state.zoom + 1)),
    smaller: () => (state.zoom = Math.max(1, state.zoom - 1)),
    turn: () => (state.turned = (state.turned + 1) % 4),
  };
  const change = function (what) {
    look[what]();
    scan.dataset.zoom = state.zoom;
    scan.dataset.turned = state.turned;
  };
  if (scan) {
    scan.addEventListener("click", function (event) {
      const button = event.target.closest("[data-scan-do]");
      if (button) {
        change(button.dataset.scanDo);
      }
    });
  }
  const ALT = { Equal: "larger", NumpadAdd: "larger", Minus: "smaller", NumpadSubtract: "smaller", KeyR: "turn" };
  document.addEventListener("keydown", function (event) {
    if (scan && event.altKey && ALT[event.code]) {
      event.preventDefault();
      change(ALT[event.code]);
      return;
    }
    const button = /^F\d+$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
    const pages = scan && scan.querySelector("[data-scan-pages]");
    if (pages && (event.key === "PageDown" || event.key === "PageUp") && event.target.tagName === "INPUT") {
      event.preventDefault();
      pages.scrollBy({ top: pages.clientHeight * (event.key === "PageDown" ? 0.8 : -0.8) });
    }
  });
})();

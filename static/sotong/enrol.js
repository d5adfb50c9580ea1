/* Small comforts of the enrolment; every page works without them. */
(function () {
  "use strict";

  /* "All of them" only ticks the boxes, or unticks them; it is no consent of its own. */
  const all = document.querySelector("[data-all]");
  if (all) {
    const boxes = [...document.querySelectorAll(".krds-consent input[type=checkbox]")];
    const look = function () {
      all.checked = boxes.every((box) => box.checked);
    };
    all.addEventListener("change", function () {
      for (const box of boxes) {
        box.checked = all.checked;
      }
    });
    for (const box of boxes) {
      box.addEventListener("change", look);
    }
    look();
  }

  /* What was typed but not sent yet is kept when the page is left. */
  const form = document.querySelector("form[data-keep]");
  if (form && navigator.sendBeacon) {
    let changed = false;
    let sent = false;
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("submit", () => (sent = true));
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden" && changed && !sent) {
        const typed = new FormData(form);
        typed.append("keep", "1");
        navigator.sendBeacon(window.location.href, typed);
        changed = false;
      }
    });
  }

  const print = document.querySelector("[data-print]");
  if (print) {
    print.addEventListener("click", () => window.print());
  }
})();

/* The receipt: printing it. Without a script the browser's own command prints it. */
(function () {
  "use strict";
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();

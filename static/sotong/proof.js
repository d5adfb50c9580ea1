/* A new code: the button counts down until it may be pressed, also in a part that was fetched. */
(function () {
  "use strict";

  const count = function (again) {
    const word = again.textContent.trim();
    const words = again.dataset.proofWords;
    const end = Date.now() + Number(again.dataset.proofWait) * 1000;
    const tick = function () {
      if (!again.isConnected) {
        return;
      }
      const left = Math.ceil((end - Date.now()) / 1000);
      again.disabled = left > 0;
      again.textContent = left > 0 ? `${word} ${words.replace("{seconds}", left)}` : word;
      if (left > 0) {
        setTimeout(tick, 1000);
      }
    };
    tick();
  };
  const look = function () {
    for (const again of document.querySelectorAll("[data-proof-wait]:not([data-proof-counted])")) {
      again.dataset.proofCounted = "";
      count(again);
    }
  };
  document.addEventListener("htmx:afterSettle", look);
  look();
})();

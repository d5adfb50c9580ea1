/* Small comforts of my page; every page works without them. */
(function () {
  "use strict";

  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  /* Two minutes before the visit ends it can be made to go on; when it is over nothing stays on the screen. */
  const box = document.querySelector(".m-end");
  if (box) {
    const words = box.querySelector("[data-words]");
    const warning = 2 * 60 * 1000;
    let end;
    const begin = function () {
      end = Date.now() + Number(box.dataset.minutes) * 60 * 1000;
      box.hidden = true;
      words.textContent = "";
    };
    const look = function () {
      const left = end - Date.now();
      if (left <= 0) {
        window.location.replace(box.dataset.over);
      } else if (left <= warning && box.hidden) {
        box.hidden = false;
        words.textContent = words.dataset.words;
      }
    };
    box.addEventListener("submit", function (event) {
      event.preventDefault();
      fetch(box.action, { method: "POST", body: new FormData(box), redirect: "manual" }).then(function (answer) {
        if (answer.status === 204) {
          begin();
        } else {
          window.location.replace(box.dataset.over);
        }
      });
    });
    begin();
    setInterval(look, 1000);
    document.addEventListener("visibilitychange", look);
  }
})();

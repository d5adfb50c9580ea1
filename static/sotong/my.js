/* Small comforts of my page; every page works without them. */
(function () {
  "use strict";

  /* A new code: the button counts down until it may be pressed. The server says the same without this. */
  const again = document.querySelector("[data-wait]");
  if (again) {
    const word = again.textContent.trim();
    const end = Date.now() + Number(again.dataset.wait) * 1000;
    const tick = function () {
      const left = Math.ceil((end - Date.now()) / 1000);
      again.disabled = left > 0;
      again.textContent = left > 0 ? `${word} (${left})` : word;
      if (left > 0) {
        setTimeout(tick, 1000);
      }
    };
    tick();
  }

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

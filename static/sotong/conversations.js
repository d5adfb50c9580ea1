/* An answer by the keyboard: Ctrl+Enter sends, Alt and a digit puts a kept answer in, the meter counts. All of it works without. */
(function () {
  "use strict";

  const form = document.querySelector("[data-v-form]");
  const box = document.querySelector("[data-v-answer]");
  if (!form || !box) {
    return;
  }

  box.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  /* A second click or key sends nothing twice. */
  let sent = false;
  form.addEventListener("submit", function (event) {
    if (sent) {
      event.preventDefault();
    }
    sent = true;
  });

  const meter = document.querySelector("[data-v-meter]");
  const shown = document.querySelector("[data-v-bytes]");
  const measure = function () {
    if (!meter || !shown) {
      return;
    }
    const bytes = [...box.value.trim()].reduce((sum, one) => sum + (one.charCodeAt(0) < 128 ? 1 : 2), 0) + Number(meter.dataset.vMeter);
    const words = bytes <= 90 ? shown.dataset.sms : bytes <= 2000 ? shown.dataset.lms : shown.dataset.long;
    shown.textContent = bytes.toLocaleString() + " " + words;
    shown.classList.toggle("is-long", bytes > 2000);
    shown.hidden = false;
  };
  box.addEventListener("input", measure);
  measure();

  const kept = [...document.querySelectorAll("[data-v-canned]")];
  const insert = function (one) {
    const space = box.selectionStart > 0 && !/\s$/.test(box.value.slice(0, box.selectionStart)) ? "\n" : "";
    box.setRangeText(space + one.dataset.text, box.selectionStart, box.selectionEnd, "end");
    form.elements.canned.value = one.dataset.vCanned;
    box.focus();
    measure();
  };
  for (const one of kept) {
    one.addEventListener("click", function (event) {
      event.preventDefault();
      insert(one);
    });
  }
  document.addEventListener("keydown", function (event) {
    const at = /^Digit([1-9])$/.exec(event.code);
    if (event.altKey && !event.ctrlKey && !event.metaKey && at && kept[at[1] - 1]) {
      event.preventDefault();
      insert(kept[at[1] - 1]);
    }
  });
})();

/* Surveys: how many questions are answered, and printing. Everything works without it. */
(function () {
  "use strict";

  const form = document.querySelector("[data-q-form]");
  const line = form && form.querySelector("[data-q-progress]");
  if (line) {
    const names = [...new Set([...form.elements].map((one) => one.name).filter((name) => /^q\d+$/.test(name)))];
    const isAnswered = (name) =>
      [...form.querySelectorAll(`[name="${name}"]`)].some((one) =>
        one.type === "radio" || one.type === "checkbox" ? one.checked : one.value.trim()
      );
    const tell = function () {
      const done = names.filter(isAnswered).length;
      line.textContent = line.dataset.qWords.replace("{done}", done).replace("{all}", names.length);
    };
    form.addEventListener("change", tell);
    tell();
  }

  const print = document.querySelector("[data-q-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();

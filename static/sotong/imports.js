/* While a large file is read, the page says so; it works without this. */
(function () {
  "use strict";

  const form = document.querySelector("[data-i-upload]");
  const reading = form && form.querySelector("[data-i-reading]");
  if (!reading) {
    return;
  }
  form.addEventListener("submit", function () {
    reading.textContent = reading.dataset.iReading;
  });
  window.addEventListener("pageshow", function () {
    reading.textContent = "";
  });
})();

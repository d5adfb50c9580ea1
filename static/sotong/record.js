/* The counter by keyboard: typing finds, Enter opens the first or begins, arrows walk; every page works without it. */
(function () {
  "use strict";

  const page = document.querySelector(".r-page");
  const box = document.getElementById("typed");
  const found = document.getElementById("found");

  /* Arrow keys walk through the links of a list; up from the first leads back to the box. */
  const walk = function (links, by) {
    const at = links.indexOf(document.activeElement) + by;
    if (at < 0 && box) {
      box.focus();
    } else if (links[at]) {
      links[at].focus();
    }
  };

  if (box && found && window.htmx) {
    const PAUSE = 150; // ms: between two letters of somebody who types on
    const status = document.getElementById("r-status");
    const failure = document.getElementById("r-failure");
    let timer = 0;
    let answered = box.value.trim(); // what the list below is the answer to
    let asked = answered;
    let enter = false; // Enter came before its answer

    const ask = function () {
      clearTimeout(timer);
      if (box.value.trim() !== asked) {
        asked = box.value.trim();
        window.htmx.trigger(box, "typed");
      }
    };
    const act = function () {
      enter = false;
      const first = found.querySelector("[data-r-first]");
      const begin = found.querySelector("form[data-r-begin]");
      if (first) {
        first.click();
      } else if (begin) {
        begin.requestSubmit();
      }
    };
    /* A syllable that is still being put together counts as typed: its list is there before its end. */
    box.addEventListener("input", function () {
      clearTimeout(timer);
      enter = false;
      timer = setTimeout(ask, PAUSE);
    });
    box.addEventListener("compositionend", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    box.form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (box.value.trim() === answered) {
        act();
      } else {
        enter = true;
        ask();
      }
    });
    found.addEventListener("htmx:afterSwap", function () {
      answered = asked;
      failure.hidden = true;
      const said = found.querySelector("[data-r-status]");
      status.textContent = said ? said.textContent.trim() : "";
      if (enter) {
        act();
      }
    });
    /* What failed is asked again by the next letter or Enter. */
    for (const failed of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
      box.addEventListener(failed, function () {
        asked = null;
        enter = false;
        failure.hidden = false;
      });
    }
    document.addEventListener("keydown", function (event) {
      const inside = event.target === box || found.contains(event.target);
      if (!inside || event.isComposing) {
        return;
      }
      const links = [...found.querySelectorAll("[data-r-first]")];
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        walk(links, event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Escape") {
        box.focus();
        box.select();
      }
    });
    box.setSelectionRange(box.value.length, box.value.length);
  }

  /* Numbers choose what it is about, while the list has the focus (WCAG 2.2, 2.1.4). */
  const acts = document.querySelector("[data-r-acts]");
  if (acts) {
    acts.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.altKey || event.metaKey) {
        return;
      }
      const chosen = acts.querySelector(`[data-r-key="${CSS.escape(event.key)}"]`);
      if (chosen) {
        event.preventDefault();
        chosen.click();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        walk([...acts.querySelectorAll("a")], event.key === "ArrowDown" ? 1 : -1);
      }
    });
  }

  /* A form begins at the field it is mostly opened for, unless something was refused. */
  const form = document.querySelector("form[data-r-focus]");
  const field = form && form.querySelector(`[name="${form.dataset.rFocus}"]`);
  if (field && !document.querySelector("[data-error-summary]")) {
    field.focus();
    field.select();
  }

  /* Escape leads back to the box, but from a form in which something was typed. */
  const touched = () => [...document.querySelectorAll("main input[type=text]")].some((one) => one.value !== one.defaultValue);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && page && !box && !event.isComposing && !touched()) {
      window.location.assign(page.dataset.rHome);
    }
  });

  /* A contact that was proved on the phone beside the screen is used at once. */
  const use = document.querySelector("form[data-r-use]");
  if (use) {
    document.addEventListener("proof-proved", () => use.requestSubmit());
  }

  const print = document.querySelector("[data-r-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();

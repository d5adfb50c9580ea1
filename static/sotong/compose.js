/* Writing a campaign: buttons that write into a text, the email in its frame, pictures and files. The page works without. */
(function () {
  "use strict";

  let lastText = document.getElementById("id_body");
  document.addEventListener("focusin", function (event) {
    if (event.target.matches("#id_subject, #id_subject_b, #id_body, #id_sms")) {
      lastText = event.target;
    }
  });

  /* Put words in the place of what is selected, so that undo takes them back; then mark what should be typed over. */
  function write(text, words, from, to) {
    text.focus();
    const start = text.selectionStart;
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, start, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (from !== undefined) {
      text.setSelectionRange(start + from, start + to);
    }
  }

  const chosen = (text) => text.value.slice(text.selectionStart, text.selectionEnd);
  const lineStart = (text) => text.selectionStart === 0 || text.value[text.selectionStart - 1] === "\n";
  const marks = {
    bold: function (text) {
      const words = chosen(text) || text.form.dataset.words || "굵게";
      write(text, `**${words}**`, 2, 2 + words.length);
    },
    heading: function (text) {
      const words = chosen(text) || "제목";
      const before = lineStart(text) ? "## " : "\n\n## ";
      write(text, `${before}${words}`, before.length, before.length + words.length);
    },
    list: function (text) {
      const words = (chosen(text) || "항목").split("\n").map((line) => `- ${line}`).join("\n");
      write(text, (lineStart(text) ? "" : "\n\n") + words);
    },
    link: function (text) {
      const words = chosen(text) || "링크";
      write(text, `[${words}](https://)`, words.length + 3, words.length + 11);
    },
  };

  const dialog = document.getElementById("c-library");
  document.addEventListener("click", function (event) {
    const tool = event.target.closest("[data-c-mark]");
    if (tool) {
      marks[tool.dataset.cMark](document.getElementById(tool.closest("[data-c-for]").dataset.cFor));
      return;
    }
    const insert = event.target.closest("[data-c-insert]");
    if (insert) {
      const bar = insert.closest("[data-c-for]");
      const own = bar && document.getElementById(bar.dataset.cFor);
      const text = own ? (own.id === "id_body" && lastText.id.startsWith("id_subject") ? lastText : own) : document.getElementById("id_body");
      if (dialog && dialog.open) {
        dialog.close();
      }
      const menu = insert.closest("details");
      if (menu) {
        menu.open = false;
      }
      if (text) {
        const block = "cBlock" in insert.dataset;
        write(text, block ? `${lineStart(text) ? "" : "\n\n"}${insert.dataset.cInsert}\n\n` : insert.dataset.cInsert);
      }
      return;
    }
    const open = event.target.closest("[data-c-library]");
    if (open && dialog && dialog.showModal && window.htmx) {
      event.preventDefault();
      dialog.showModal();
      window.htmx.ajax("GET", open.href, "#c-library-in");
      return;
    }
    if (event.target.closest("[data-c-close]")) {
      dialog.close();
    }
    for (const menu of document.querySelectorAll("details.c-fields[open]")) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });
  document.addEventListener("keydown", function (event) {
    const menu = event.key === "Escape" && event.target.closest("details.c-fields[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* Over other channels others are reached: the count beside the builder is made anew. */
  const reached = () => [...document.querySelectorAll("#c-reach input")].map((one) => one.value).join();
  let before = reached();
  document.addEventListener("htmx:oobAfterSwap", function () {
    if (reached() !== before) {
      before = reached();
      const count = document.querySelector("[data-a-count]");
      if (count && window.htmx) {
        window.htmx.trigger(count, "audience-changed");
      }
    }
  });

  /* The frame is as high as the email, whatever its width. */
  function fit(frame) {
    const body = frame.contentDocument && frame.contentDocument.body;
    if (body && frame.offsetWidth) {
      const scale = frame.getBoundingClientRect().width / frame.offsetWidth;
      const height = Math.max(body.scrollHeight, 200);
      frame.style.height = `${height}px`;
      frame.parentNode.style.height = `${Math.ceil(height * scale)}px`;
    }
  }
  const fitAll = () => document.querySelectorAll("iframe.c-mail").forEach(fit);

  /* On paper the column is narrower than on the screen: the email is laid out at one width and made smaller, not cut. */
  function shrink(width, scale) {
    for (const frame of document.querySelectorAll(".c-sheet iframe.c-mail")) {
      frame.style.width = width;
      frame.style.transform = scale;
      fit(frame);
    }
  }
  window.addEventListener("beforeprint", () => shrink("620px", "scale(0.6)"));
  window.addEventListener("afterprint", () => shrink("", ""));
  document.addEventListener("load", (event) => event.target.matches && event.target.matches("iframe.c-mail") && fit(event.target), true);
  window.addEventListener("resize", fitAll);
  document.addEventListener("change", (event) => event.target.closest(".c-switch") && fitAll());
  window.addEventListener("load", fitAll);

  /* On a phone one of the two sides is seen: each stands where it was left, the preview first at its beginning. */
  const places = { write: 0, look: 0 };
  let side = "write";
  window.addEventListener("scroll", () => (places[side] = window.scrollY), { passive: true });
  document.addEventListener("change", function (event) {
    if (event.target.name === "c-side") {
      side = event.target.value;
      window.scrollTo(0, places[side]);
    }
  });

  /* A new email takes the place of the old one when it is there, so that nothing flickers. */
  let shownMail = "";
  document.addEventListener("htmx:afterSwap", function () {
    const said = document.querySelector("#c-preview [data-c-mail]");
    const place = document.getElementById("c-frame");
    if (!said || !place || said.dataset.cMail === shownMail) {
      return;
    }
    shownMail = said.dataset.cMail;
    const coming = document.createElement("iframe");
    coming.className = "c-mail is-coming";
    coming.title = document.getElementById("c-frame").dataset.words;
    coming.setAttribute("sandbox", "allow-same-origin");
    coming.addEventListener("load", function () {
      for (const old of place.querySelectorAll("iframe")) {
        if (old !== coming && old.src !== coming.src) {
          old.remove();
        }
      }
      coming.classList.remove("is-coming");
      fit(coming);
    });
    coming.src = shownMail;
    place.append(coming);
  });
})();

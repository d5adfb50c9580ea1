/* Comforts of the enrolment at the counter: where the cursor stands, what Enter does, what follows from what was said.
   Everything can be done without them. */
(function () {
  "use strict";
  const page = document.querySelector(".c-page");
  const form = document.getElementById("counter-form");
  const json = (id) => JSON.parse(document.getElementById(id).textContent);
  const services = json("counter-services");
  const visits = json("counter-visits");
  const fields = (name) => [...document.getElementsByName(name)];
  const field = (name) => fields(name)[0];
  const value = (name) => fields(name).find((one) => one.type !== "radio" || one.checked)?.value.trim() || "";
  const ticked = (name) => Boolean(field(name)?.checked);
  const boxes = (slug) => fields("wanted").filter((box) => box.value.startsWith(`${slug}:`));

  /* --- What follows from the birth date: a guardian, a prompt --- */
  function born() {
    const digits = value("birth_date").replace(/\D/g, "");
    return digits.length === 8 ? digits : "";
  }

  function look() {
    const date = born();
    const today = page.dataset.today.replaceAll("-", "");
    const age = date && date <= today ? Math.floor((Number(today) - Number(date)) / 10000) : null;
    const year = Number(date.slice(0, 4));
    const child = age !== null && age < Number(page.dataset.guardianBelow);
    const civil = year >= Number(page.dataset.civilFirst) && year <= Number(page.dataset.civilLast);
    page.toggleAttribute("data-civil", Boolean(date) && civil && value("sex") === "M");
    if (page.hasAttribute("data-child-served") && !child && age !== null) {
      document.querySelector("[data-keep-here]").click(); /* the page came without the services of grown-ups */
      return;
    }
    page.toggleAttribute("data-child", child);
    for (const service of services.filter((one) => one.adults)) {
      for (const box of boxes(service.slug)) {
        box.closest("tr").hidden = child;
        box.checked = box.checked && !child;
      }
    }
  }

  /* --- Services follow the contacts and the consents, until somebody says otherwise; consents follow nothing --- */
  const said = new Set(); /* boxes that somebody ticked or unticked themselves */
  const contacts = { sms: "mobile", email: "email" };

  function wants(slug) {
    const service = services.find((one) => one.slug === slug);
    if (page.hasAttribute("data-child") && service.adults) {
      return false;
    }
    return service.consent ? ticked(service.consent) : service.preset || visits[value("reason")] === slug;
  }

  function follow() {
    for (const box of fields("wanted").filter((one) => !said.has(one.value))) {
      const [slug, channel] = box.value.split(":");
      box.checked = Boolean(value(contacts[channel])) && wants(slug);
    }
  }

  function begin() {
    /* What came ticked otherwise than it would follow was said before. */
    const came = new Map(fields("wanted").map((box) => [box.value, box.checked]));
    follow();
    for (const box of fields("wanted")) {
      if (box.checked !== came.get(box.value)) {
        said.add(box.value);
        box.checked = came.get(box.value);
      }
    }
  }

  /* The service that they came for stands first. */
  function order() {
    const first = boxes(visits[value("reason")] || "")[0];
    if (first) {
      first.closest("tbody").prepend(first.closest("tr"));
    }
  }

  /* --- All of them: only ticks the boxes that are to be seen --- */
  const all = document.querySelector("[data-all]");
  const consents = () => [...page.querySelectorAll(".c-consent input[type=checkbox]")].filter((box) => box.checkVisibility());
  function followAll() {
    all.checked = consents().length > 0 && consents().every((box) => box.checked);
  }

  page.addEventListener("change", function (event) {
    const target = event.target;
    if (target === all) {
      for (const box of consents()) {
        box.checked = all.checked;
      }
    }
    if (target.name === "proxy" && target.checked) {
      fields("signature").find((one) => one.value === "paper").checked = true; /* a proxy does not sign */
    }
    if (target.name === "wanted") {
      said.add(target.value);
    } else if (target.name !== undefined) {
      look();
      follow();
    }
    if (target.name === "reason") {
      order();
    }
    if (target.name === "language") {
      document.querySelector("[data-keep-here]").click(); /* the texts in that language; nobody agreed to them yet */
    }
    followAll();
  });
  page.addEventListener("input", function (event) {
    if (["birth_date", "mobile", "email"].includes(event.target.name)) {
      look();
      follow();
    }
  });

  /* --- Enter: to the next open question; when there is none, enrol --- */
  function open() {
    const child = page.hasAttribute("data-child");
    const empty = (...names) => names.filter((name) => (field(name).type === "checkbox" ? !ticked(name) : !value(name)));
    const found = [
      ...empty("name", "birth_date", "address"),
      ...(child ? empty("guardian_name", "guardian_relation", "family_paper") : []),
      ...(!child && ticked("proxy") ? empty("proxy_name", "proxy_relation", "power_of_attorney") : []),
      ...(value("mobile") || value("email") ? [] : ["mobile"]),
      ...(fields("wanted").some((box) => box.checked) ? [] : ["wanted"]),
      ...empty("collection_use"),
    ];
    if (value("signature") === "paper") {
      found.push(...empty("paper_received"));
    } else if (!value("strokes")) {
      found.push("signature");
    }
    return found.map((name) => fields(name).find((one) => one.checked && one.type === "radio") || field(name));
  }

  page.addEventListener("keydown", function (event) {
    const target = event.target;
    const goesOn = target.type !== "submit" || proofOf(target.closest(".c-prove"));
    if (event.key !== "Enter" || event.isComposing || target.form !== form || !goesOn) {
      return;
    }
    event.preventDefault();
    const next = event.ctrlKey ? null : open()[0];
    if (next && next !== target) {
      next.focus();
      next.scrollIntoView({ block: "center" });
    } else if (!next) {
      page.querySelector("[data-enrol]").click();
    }
  });

  /* --- A code is on its way: its QR code is shown, and once it is typed, or by Enter, it goes on --- */
  const proofOf = (button) => button?.closest(".c-contact").nextElementSibling.querySelector(".r-proof");
  const prove = () => document.activeElement?.closest(".c-prove");
  document.addEventListener("htmx:afterSwap", function (event) {
    const box = event.target.closest(".c-proof");
    if (!box || !prove()) {
      return;
    }
    if (box.querySelector(".r-proof")) {
      box.scrollIntoView({ block: "nearest" });
    } else {
      field(contacts[box.id.replace("proof-of-", "")]).focus(); /* none went: the contact is to be mended */
    }
  });
  document.addEventListener("proof-proved", function () {
    if (prove()) {
      open()[0]?.focus();
    }
  });

  /* --- Where the cursor stands when the page opens --- */
  function start() {
    look();
    begin();
    order();
    followAll();
    const asked = page.querySelector("[data-c-focus]");
    const wrong = page.querySelector(".c-columns [aria-invalid=true], .c-columns .is-error :is(input, select)");
    const first = asked || wrong || open().find((one) => one.name === page.dataset.first) || field(page.dataset.first);
    if (!location.hash && first) {
      first.focus();
    }
  }
  start();
})();

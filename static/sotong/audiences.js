/* The builder of an audience: rows of conditions and groups of them. What stands on the page is the tree; with every
   change it is written into the hidden field, and counted. */
(function () {
  "use strict";

  const read = (id) => {
    const element = document.getElementById(id);
    return element ? JSON.parse(element.textContent) : null;
  };
  const make = function (tag, attributes, ...inside) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== false) {
        element.setAttribute(name, value === true ? "" : value);
      }
    }
    element.append(...inside.filter((one) => one !== null));
    return element;
  };
  let numbers = 0;
  const fresh = () => `a-${(numbers += 1)}`;

  const begin = function (builder) {
    const { conditions, words, deepest } = read("a-schema");
    const root = builder.querySelector("[data-a-root]");
    const field = builder.querySelector(`input[type=hidden][name="${builder.dataset.aName}"]`);
    const said = builder.querySelector("[data-a-said]");
    const count = builder.querySelector("[data-a-count]");
    const known = new Map(conditions.map((one) => [one.slug, one]));
    const say = (text, what) => (said.textContent = text.replace("%s", what));

    /* --- A condition ------------------------------------------------------------------------------ */

    const checkbox = function (label, checked, attributes) {
      const id = fresh();
      return make(
        "div",
        { class: "krds-form-check medium" },
        make("input", { type: "checkbox", id, checked, ...attributes }),
        make("label", { for: id }, label),
      );
    };
    const one = function (about, value) {
      const id = fresh();
      const empty = make("option", { value: "" }, about.required ? words.choose_one : about.any);
      const select = make("select", { class: "krds-form-select medium", id, "data-a-one": about.name }, empty);
      for (const option of about.options) {
        select.append(make("option", { value: option.value, selected: option.value === value }, option.label));
      }
      return make("div", { class: "a-field" }, make("label", { for: id }, about.label), select);
    };
    const number = function (about, value) {
      const id = fresh();
      const input = make("input", {
        class: "krds-input medium",
        id,
        type: "number",
        inputmode: "numeric",
        min: about.least,
        max: about.most,
        value: value === undefined ? null : value,
        "data-a-number": about.name,
      });
      const unit = about.unit ? make("span", { class: "a-unit" }, about.unit) : null;
      return make("div", { class: "a-field a-number" }, make("label", { for: id }, about.label), input, unit);
    };
    const many = function (about, values) {
      const boxes = make("div", { class: "a-boxes" });
      for (const option of about.options) {
        const checked = (values || []).includes(option.value);
        boxes.append(checkbox(option.label, checked, { value: option.value, "data-a-many": about.name }));
      }
      return make("fieldset", { class: "a-many" }, make("legend", {}, about.label), boxes);
    };
    const draw = { one, number, many };

    const fill = function (row, values) {
      const about = known.get(row.querySelector("[data-a-kind]").value);
      const fields = row.querySelector("[data-a-fields]");
      fields.replaceChildren();
      if (!about) {
        return;
      }
      const given = values || (about.fields.some((one) => one.name === "which") ? { which: "any" } : {});
      fields.append(...about.fields.map((one) => draw[one.kind](one, given[one.name])));
      if (about.hint) {
        fields.append(make("p", { class: "a-hint s-small s-soft" }, about.hint));
      }
    };
    const tools = function () {
      const button = (what, sign) =>
        make("button", { type: "button", class: "a-tool", "data-a-do": what }, make("span", { "aria-hidden": "true" }, sign));
      return make("div", { class: "a-tools" }, button("up", "↑"), button("down", "↓"), button("remove", "×"));
    };
    const drawLeaf = function (node) {
      const id = fresh();
      const kind = make("select", { class: "krds-form-select medium", id, "data-a-kind": true });
      kind.append(make("option", { value: "" }, words.choose));
      for (const about of conditions) {
        kind.append(make("option", { value: about.slug, selected: about.slug === node.is }, about.label));
      }
      const row = make(
        "div",
        { class: "a-row", role: "group" },
        make(
          "div",
          { class: "a-row-head" },
          make("label", { for: id, class: "sr-only" }, words.kind),
          kind,
          checkbox(words.not, node.not, { "data-a-not": true }),
          tools(),
        ),
        make("div", { class: "a-fields", "data-a-fields": true }),
      );
      fill(row, node.is ? node : null);
      return row;
    };

    /* --- A group ---------------------------------------------------------------------------------- */

    const drawNode = (node, depth) => (node.op ? drawGroup(node, depth) : drawLeaf(node));
    const drawGroup = function (node, depth) {
      const id = fresh();
      const how = make("select", { class: "krds-form-select medium", id, "data-a-op": true });
      how.append(make("option", { value: "and", selected: node.op === "and" }, words.all));
      how.append(make("option", { value: "or", selected: node.op === "or" }, words.one));
      const list = make("div", { class: "a-list" }, ...node.of.map((one) => drawNode(one, depth + 1)));
      const button = (what, label) =>
        make("button", { type: "button", class: "krds-btn tertiary small", "data-a-do": what }, `+ ${label}`);
      const inside = [
        make(
          "div",
          { class: "a-row-head" },
          make("label", { for: id, class: "sr-only" }, words.how),
          how,
          depth > 1 ? checkbox(words.not, node.not, { "data-a-not": true }) : null,
          depth > 1 ? tools() : null,
        ),
        list,
        make(
          "div",
          { class: "a-add" },
          button("add", words.add),
          depth < deepest ? button("add_group", words.add_group) : null,
        ),
      ];
      return make("div", { class: "a-group", role: "group", "data-a-depth": depth }, ...inside);
    };

    /* --- What stands there, as a tree ------------------------------------------------------------- */

    const items = (group) => [...group.querySelector(".a-list").children];
    const readLeaf = function (row) {
      const about = known.get(row.querySelector("[data-a-kind]").value);
      if (!about) {
        return null;
      }
      const node = { is: about.slug };
      for (const one of about.fields) {
        if (one.kind === "many") {
          const boxes = row.querySelectorAll(`[data-a-many="${one.name}"]:checked`);
          node[one.name] = [...boxes].map((box) => box.value);
        } else {
          const input = row.querySelector(`[data-a-${one.kind}="${one.name}"]`);
          if (input.value !== "") {
            node[one.name] = one.kind === "number" ? Number(input.value) : input.value;
          }
        }
      }
      return node;
    };
    const readNode = function (item) {
      const group = item.classList.contains("a-group");
      const node = group
        ? { op: item.querySelector("[data-a-op]").value, of: items(item).map(readNode).filter(Boolean) }
        : readLeaf(item);
      const not = item.querySelector(":scope > .a-row-head [data-a-not]");
      if (node && not && not.checked) {
        node.not = true;
      }
      return node && group && !node.of.length && item.dataset.aDepth !== "1" ? null : node;
    };

    const name = (item) => item.getAttribute("aria-label");
    const label = function (group, before) {
      const joined = group.querySelector("[data-a-op]").value;
      items(group).forEach(function (item, at) {
        const place = before ? `${before}.${at + 1}` : `${at + 1}`;
        const isGroup = item.classList.contains("a-group");
        item.setAttribute("aria-label", (isGroup ? words.group : words.row).replace("%s", place));
        item.dataset.aJoin = at ? words[joined] : "";
        for (const button of item.querySelectorAll(":scope > .a-row-head .a-tool")) {
          const what = button.dataset.aDo;
          button.setAttribute("aria-label", `${words[what]}: ${name(item)}`);
          button.title = words[what];
          button.disabled = what === "up" ? at === 0 : what === "down" && at === items(group).length - 1;
        }
        if (isGroup) {
          label(item, place);
        }
      });
    };
    const changed = function () {
      label(root.firstElementChild, "");
      const tree = readNode(root.firstElementChild);
      const text = tree.of.length ? JSON.stringify(tree) : "";
      if (text !== field.value || !count.childElementCount) {
        field.value = text;
        count.dispatchEvent(new CustomEvent("audience-changed", { bubbles: true }));
      }
    };
    const show = function (tree) {
      const node = tree && tree.op ? tree : { op: "and", of: tree && tree.is ? [tree] : [] };
      root.replaceChildren(drawGroup({ ...node, of: node.of.length ? node.of : [{}] }, 1));
      changed();
    };

    /* --- Hands ------------------------------------------------------------------------------------ */

    const focusOn = function (item) {
      const first = item.querySelector("select");
      (first || item).focus();
    };
    const acts = {
      add(group) {
        const row = drawLeaf({});
        group.querySelector(".a-list").append(row);
        changed();
        focusOn(row);
        say(words.added, name(row));
      },
      add_group(group) {
        const other = group.querySelector("[data-a-op]").value === "and" ? "or" : "and";
        const inner = drawGroup({ op: other, of: [{}] }, Number(group.dataset.aDepth) + 1);
        group.querySelector(".a-list").append(inner);
        changed();
        focusOn(inner);
        say(words.added, name(inner));
      },
      move(item, button, before) {
        item.parentElement.insertBefore(item, before);
        changed();
        const usable = button.disabled ? button.parentElement.querySelector(".a-tool:not(:disabled)") : button;
        (usable || button).focus();
        say(words.moved, name(item));
      },
      up(item, button) {
        acts.move(item, button, item.previousElementSibling);
      },
      down(item, button) {
        acts.move(item, button, item.nextElementSibling.nextElementSibling);
      },
      remove(item) {
        const group = item.parentElement.closest(".a-group");
        const near = item.nextElementSibling || item.previousElementSibling;
        say(words.removed, name(item));
        item.remove();
        changed();
        if (near) {
          focusOn(near);
        } else {
          group.querySelector(":scope > .a-add button").focus();
        }
      },
    };
    root.addEventListener("click", function (event) {
      const button = event.target.closest("[data-a-do]");
      if (button) {
        acts[button.dataset.aDo](button.closest(".a-row, .a-group"), button);
      }
    });
    root.addEventListener("change", function (event) {
      if (event.target.matches("[data-a-kind]")) {
        fill(event.target.closest(".a-row"), null);
      }
      changed();
    });
    root.addEventListener("input", (event) => event.target.matches("select") || changed());
    root.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && event.target.matches("input")) {
        event.preventDefault(); // the form is not sent from within the builder
      }
    });
    let begun = () => undefined;
    const saved = builder.querySelector("#a-saved");
    if (saved) {
      const trees = read("a-saved-trees");
      saved.removeAttribute("name"); // what the rows say counts; the server reads the choice where no script runs
      const load = function () {
        const chosen = trees.find((one) => String(one.id) === saved.value);
        if (chosen) {
          show(chosen.tree);
          say(words.loaded, chosen.name);
        }
      };
      saved.addEventListener("change", load);
      if (!read("a-tree")) {
        begun = load; // the page was asked for with one
      }
    }
    for (const channel of document.querySelectorAll("[data-a-channel]")) {
      channel.addEventListener("change", () => count.dispatchEvent(new CustomEvent("audience-changed")));
    }
    document.body.addEventListener("htmx:afterSwap", function (event) {
      const headline = event.target === count && count.querySelector("[data-a-headline]");
      if (headline) {
        said.textContent = headline.textContent.replace(/\s+/g, " ").trim();
      }
    });
    builder.dataset.aReady = "";
    show(read("a-tree"));
    begun();
  };

  document.addEventListener("DOMContentLoaded", function () {
    for (const builder of document.querySelectorAll("[data-a-builder]")) {
      begin(builder);
    }
  });
})();

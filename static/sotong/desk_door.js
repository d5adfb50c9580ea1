/* The door of an event: finds by QR code, six digits or name, notes who came, and sends it once there is a network.
   The list is in this page's memory only. The browser's storage holds what waits to be sent: hashes, numbers, times. */
(function () {
  "use strict";

  const door = document.querySelector("[data-k-door]");
  if (!door) {
    return;
  }
  const part = (name) => door.querySelector(`[data-k-${name}]`);
  const word = (name, values = {}) =>
    Object.entries(values).reduce((said, [key, value]) => said.replace(`{${key}}`, value), door.getAttribute(`data-k-${name}`));
  const AGAIN_AFTER = 15000; // ms between two tries to send
  const MOST_HITS = 20;
  const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  const STORE = `k-door-${door.dataset.kEvent}`;

  const lying = document.getElementById("k-list");
  let list = JSON.parse(lying.textContent);
  lying.remove();
  const results = JSON.parse(document.getElementById("k-results").textContent);
  const all = list.reduce((sum, one) => sum + one.seats, 0);
  let arrived = list.reduce((sum, one) => sum + one.came, 0); // as the house counts them
  const box = door.querySelector("#typed");
  let sending = false;

  const stored = function () {
    try {
      return JSON.parse(localStorage.getItem(STORE)) || [];
    } catch {
      return [];
    }
  };
  let queue = stored();
  const keep = function () {
    if (queue.length) {
      localStorage.setItem(STORE, JSON.stringify(queue));
    } else {
      localStorage.removeItem(STORE);
    }
  };

  const showCount = function (said) {
    const waiting = queue.reduce((sum, one) => sum + one.seats, 0);
    part("count").textContent = word("came", { came: arrived + waiting, all });
    const unsent = queue.length ? word("unsent", { count: queue.length }) : "";
    part("queue").textContent = [unsent, said].filter(Boolean).join(" · ");
    door.classList.toggle("is-unsent", queue.length > 0);
  };

  const showResult = function (tone, title, text) {
    const place = part("result");
    const heading = document.createElement("strong");
    heading.textContent = title;
    place.replaceChildren(heading, document.createTextNode(text ? ` ${text}` : ""));
    place.className = `k-result tone-${tone}`;
    place.hidden = false;
  };

  const addConflict = function (key, why) {
    const one = list.find((entry) => entry.key === key);
    const line = document.createElement("li");
    line.textContent = word("conflict", { name: one ? one.name : key.slice(0, 6), why: results[why] });
    part("conflicts").append(line);
    part("conflicts").hidden = false;
  };

  const send = async function () {
    if (sending || !queue.length) {
      return;
    }
    sending = true;
    const batch = queue.slice(0, 100);
    try {
      const answer = await fetch(door.dataset.kDoor, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": door.querySelector("[name=csrfmiddlewaretoken]").value },
        body: JSON.stringify(batch),
      });
      if (answer.redirected || answer.status === 403) {
        showCount(word("signin"));
        return;
      }
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const said = await answer.json();
      queue = queue.slice(batch.length);
      keep();
      arrived = said.came;
      said.results.forEach(function (result, at) {
        if (result !== "in" && result !== "again") {
          addConflict(batch[at].key, result);
        }
      });
      showCount(queue.length ? "" : word("sent"));
    } catch {
      showCount(word("offline"));
    } finally {
      sending = false;
    }
    if (queue.length && navigator.onLine) {
      setTimeout(send, 0);
    }
  };

  const checkIn = function (one, seats) {
    if (one.came) {
      showResult("warning", word("again"), one.name);
      return;
    }
    one.came = seats;
    queue.push({ key: one.key, seats, at: Date.now() });
    keep();
    showResult("success", word("in"), `${one.name} (${seats})`);
    showCount("");
    box.value = "";
    part("hits").replaceChildren();
    box.focus();
    send();
  };

  const initials = (name) =>
    [...name].map((letter) => (letter >= "가" && letter <= "힣" ? INITIALS[Math.floor((letter.charCodeAt(0) - 0xac00) / 588)] : letter)).join("");

  const find = function (typed) {
    const bare = typed.replace(/[\s-]/g, "").toLowerCase();
    if (!bare) {
      return [];
    }
    if (/^\d{6}$/.test(bare)) {
      return list.filter((one) => one.code === bare);
    }
    if (/^\d{4}$/.test(bare)) {
      return list.filter((one) => one.phone === bare);
    }
    return list.filter(function (one) {
      const name = one.name.replace(/\s/g, "").toLowerCase();
      return name.includes(bare) || initials(name).startsWith(bare);
    });
  };

  const hit = function (one) {
    const line = document.createElement("li");
    line.className = "k-hit";
    const who = document.createElement("span");
    const name = document.createElement("strong");
    name.textContent = one.name;
    const phone = document.createElement("span");
    phone.className = "s-num s-soft";
    phone.textContent = ` ${one.phone}`;
    who.append(name, phone);
    line.append(who);
    if (one.came) {
      const here = document.createElement("strong");
      here.textContent = word("again");
      line.append(here);
      return line;
    }
    for (let seats = one.seats; seats >= 1; seats -= 1) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `krds-btn medium ${seats === one.seats ? "primary" : "tertiary"}`;
      button.textContent = `${word("check")} (${seats})`;
      button.setAttribute("aria-label", `${one.name} ${button.textContent}`);
      button.addEventListener("click", () => checkIn(one, seats));
      line.append(button);
    }
    return line;
  };

  const showHits = function (found, typed) {
    const none = document.createElement("li");
    none.className = "k-none";
    none.textContent = word("none");
    const lines = found.slice(0, MOST_HITS).map(hit);
    part("hits").replaceChildren(...(lines.length || !typed ? lines : [none]));
  };

  const keyOf = async function (text) {
    const token = text.trim().replace(/[?#].*$/, "").replace(/\/+$/, "").split("/").pop();
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
    return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
  };

  const read = async function (text) {
    const key = await keyOf(text);
    const one = list.find((entry) => entry.key === key);
    if (one) {
      checkIn(one, one.seats);
    } else {
      showResult("danger", word("unknown"), "");
    }
    return Boolean(one);
  };

  box.addEventListener("input", () => showHits(find(box.value), box.value));
  part("form").addEventListener("submit", async function (event) {
    event.preventDefault();
    const typed = box.value.trim().replace(/^(\d{3})[\s-](\d{3})$/, "$1$2"); // a code as it is printed
    const found = find(typed);
    if (/^\d{6}$/.test(typed) && found.length === 1) {
      checkIn(found[0], found[0].seats);
    } else if (typed.length >= 16 && window.crypto.subtle) { // a reader that types, or a link
      await read(typed);
    } else {
      showHits(found, typed);
      const button = part("hits").querySelector("button");
      if (button) {
        button.focus();
      }
    }
  });

  if ("BarcodeDetector" in window && navigator.mediaDevices && window.crypto.subtle) {
    const video = part("video");
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    let last = "";
    const watch = async function () {
      const codes = await detector.detect(video).catch(() => []);
      if (codes.length && codes[0].rawValue !== last) {
        last = codes[0].rawValue;
        await read(last);
        setTimeout(() => { last = ""; }, 4000); // the same code lies before the camera for a while
      }
      setTimeout(watch, 250);
    };
    part("camera").hidden = false;
    part("scan").addEventListener("click", async function () {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.hidden = false;
      await video.play();
      watch();
    });
  }

  setTimeout(function () {
    list = [];
    part("hits").replaceChildren();
    showResult("warning", word("expired"), "");
  }, Number(door.dataset.kHours) * 3600 * 1000);

  window.addEventListener("online", send);
  window.addEventListener("offline", () => showCount(word("offline")));
  window.addEventListener("beforeunload", function (event) {
    if (!navigator.onLine) {
      event.preventDefault(); // the list would be gone until there is a network
    }
  });
  setInterval(send, AGAIN_AFTER);

  queue.forEach(function (waiting) {
    const one = list.find((entry) => entry.key === waiting.key);
    if (one) {
      one.came = waiting.seats;
    }
  });
  showCount("");
  send();
})();

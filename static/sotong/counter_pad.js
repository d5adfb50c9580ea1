/* The signature pad: strokes of a finger, a pen or the mouse, kept as points of a field of 1,000 by 300. */
(function () {
  "use strict";
  const WIDTH = 1000;
  const HEIGHT = 300;
  const CLOSE = 4; /* points nearer than that tell nothing new */

  const pad = document.querySelector("canvas[data-pad]");
  const field = pad && document.getElementById(pad.dataset.pad);
  if (!field) {
    return;
  }
  const ink = pad.getContext("2d");
  let strokes = read();
  let stroke = null;

  function read() {
    try {
      return JSON.parse(field.value || "[]");
    } catch {
      return [];
    }
  }

  function point(event) {
    const box = pad.getBoundingClientRect();
    const within = (value, most) => Math.max(0, Math.min(most - 1, Math.round(value)));
    return [
      within(((event.clientX - box.left) / box.width) * WIDTH, WIDTH),
      within(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT),
    ];
  }

  function draw() {
    ink.clearRect(0, 0, WIDTH, HEIGHT);
    ink.lineWidth = 5;
    ink.lineCap = ink.lineJoin = "round";
    ink.strokeStyle = getComputedStyle(pad).color;
    for (const line of strokes) {
      ink.beginPath();
      line.forEach(([x, y], at) => (at ? ink.lineTo(x, y) : ink.moveTo(x, y)));
      if (line.length === 1) {
        ink.lineTo(line[0][0] + 1, line[0][1]);
      }
      ink.stroke();
    }
    pad.setAttribute("aria-label", strokes.length ? pad.dataset.padSigned : pad.dataset.padEmpty);
  }

  function keep() {
    field.value = strokes.length ? JSON.stringify(strokes) : "";
    pad.dispatchEvent(new Event("change", { bubbles: true }));
  }

  pad.addEventListener("pointerdown", function (event) {
    if (event.button === 0) {
      event.preventDefault();
      pad.setPointerCapture(event.pointerId);
      stroke = [point(event)];
      strokes.push(stroke);
      draw();
    }
  });
  pad.addEventListener("pointermove", function (event) {
    if (stroke) {
      const [x, y] = point(event);
      const [lastX, lastY] = stroke[stroke.length - 1];
      if (Math.abs(x - lastX) + Math.abs(y - lastY) >= CLOSE) {
        stroke.push([x, y]);
        draw();
      }
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pad.addEventListener(end, function () {
      if (stroke) {
        stroke = null;
        keep();
      }
    });
  }
  document.querySelector("[data-pad-clear]").addEventListener("click", function () {
    strokes = [];
    draw();
    keep();
  });
  draw();
})();

// What HTML alone does not do: keys, stopping, staying where one reads, telling that the line is cut.
(() => {
  const composer = document.getElementById("composer");
  const offline = document.getElementById("offline");
  const line = () => { if (offline) offline.hidden = navigator.onLine; };
  addEventListener("online", line);
  addEventListener("offline", line);
  addEventListener("beforeprint", () => document.querySelectorAll("details.sources").forEach((one) => { one.open = true; }));
  if (matchMedia("(max-width: 46rem)").matches) {
    document.querySelectorAll(".side__fold").forEach((one) => { one.open = false; });
  }
  document.addEventListener("click", (event) => {
    const close = event.target.closest(".panel__close");
    if (close) sessionStorage.setItem("back", close.hash);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target;
    if (target?.id === "panel") target.focus();
  });
  if (!composer) return;
  const message = composer.querySelector("textarea");
  const send = document.getElementById("send");
  const stop = document.getElementById("stop");
  let sent = null;
  message.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      composer.requestSubmit();
    }
  });
  const working = (form, on) => {
    stop.hidden = !on;
    send.disabled = on;
    if (on) sent = form;
  };
  const asks = (event) => event.target.closest?.("form[action='/ask']");
  document.addEventListener("htmx:before:request", (event) => {
    const form = asks(event);
    if (!form) return;
    working(form, true);
    if (form === composer) message.dataset.sent = message.value;
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const form = asks(event);
    if (!form) return;
    working(form, false);
    const left = document.getElementById("working");
    if (left) {
      // The stream ended before the answer: nothing was kept, and what was written comes back.
      left.remove();
      if (message.dataset.sent && !message.value) message.value = message.dataset.sent;
      document.getElementById("announcement").textContent = "Stopped. Nothing was kept.";
    }
  });
  document.addEventListener("htmx:sse:after:message", (event) => {
    if (!asks(event)) return;
    const last = document.querySelector("#thread > .turn:last-child");
    last?.scrollIntoView({ block: "start" });
    if (message.dataset.sent === message.value) message.value = "";
  });
  stop.addEventListener("click", () => { if (sent) htmx.trigger(sent, "htmx:abort"); });
})();

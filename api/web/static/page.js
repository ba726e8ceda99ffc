// What HTML alone does not do: keys, stopping, staying where one reads, telling that the line is cut.
(() => {
  const composer = document.getElementById("composer");
  const offline = document.getElementById("offline");
  const line = () => { offline.hidden = navigator.onLine; };
  addEventListener("online", line);
  addEventListener("offline", line);
  // A server that is gone is told as a line that is cut; whatever arrives says that it is back.
  document.addEventListener("htmx:error", (event) => { if (event.detail?.error instanceof TypeError) offline.hidden = false; });
  document.addEventListener("htmx:before:response", line);
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
  const note = document.getElementById("note");
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
    note.hidden = true;
    message.dataset.sent = form.elements.message.value;
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const form = asks(event);
    if (!form) return;
    working(form, false);
    const left = document.getElementById("working");
    const failed = document.querySelector("#thread > .turn--failed:last-child");
    if (!left && !failed) return;
    // The stream ended before the answer: nothing was kept, and what was written comes back.
    if (!message.value) message.value = message.dataset.sent ?? "";
    if (!document.getElementById("thread").querySelector("[id^='reply-']")) {
      // The conversation was not begun, so it has no address.
      document.getElementById("conversation-id").value = "";
      history.replaceState(history.state, "", "/");
    }
    if (left) {
      left.remove();
      note.textContent = "Stopped. Nothing was kept; your message is back below.";
      note.hidden = false;
      document.getElementById("announcement").textContent = note.textContent;
    }
    message.focus();
  });
  document.addEventListener("htmx:sse:after:message", (event) => {
    if (!asks(event)) return;
    const last = document.querySelector("#thread > .turn:last-child");
    last?.scrollIntoView({ block: "start" });
    if (message.dataset.sent === message.value) message.value = "";
  });
  stop.addEventListener("click", () => { if (sent) htmx.trigger(sent, "htmx:abort"); });
})();

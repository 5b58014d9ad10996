// The host's half of the plugin bridge: what the framed card may ask of the dashboard around it.
"use strict";
(() => {
  // Going to and fro within the page is told to the card. Each entry of the history is numbered, because the browser does
  // not say which way it went; an entry without a number is a new one.
  let at = history.state?.at ?? 0;
  history.replaceState({ at }, "");
  window.addEventListener("popstate", (event) => {
    const before = at;
    at = event.state?.at ?? before + 1;
    const card = document.getElementById("card");
    if (!event.state) history.replaceState({ at }, "");
    else if (card && at !== before) card.contentWindow.postMessage({ type: at < before ? "history-back" : "history-forward" }, "*");
  });

  // This runs before the page has a body: a card asks for its height once, and may be quicker than the rest of the page.
  window.addEventListener("message", (event) => {
    const card = document.getElementById("card");
    // Anybody can post to a window: only the card's own frame, still on the card's own origin, is listened to. A frame
    // that is shut off from its own origin has none.
    const origin = card?.sandbox.length && !card.sandbox.contains("allow-same-origin") ? "null" : card && new URL(card.src).origin;
    if (!card || event.source !== card.contentWindow || event.origin !== origin) return;
    const { type, data } = event.data ?? {};
    if (typeof type === "string") {
      fetch("/bridge", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ type, data }) });
    }
    switch (type) {
      case "request-close":
        card.hidden = true;
        break;
      case "request-resize":
        if (Number.isFinite(data?.height)) card.height = Math.min(Math.max(Math.round(data.height), 80), 1600);
        break;
      case "request-refresh":
        card.src = card.src;
        break;
      case "click-link": {
        let target;
        try { target = new URL(data?.href); } catch { return; }
        if (target.protocol !== "https:" && target.protocol !== "http:") return;
        if (data.external) window.open(target.href, "_blank", "noopener");
        else location.assign(target.href);
        break;
      }
    }
  });
})();

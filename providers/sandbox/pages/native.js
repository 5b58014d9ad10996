// What a native app puts on the window before the card's page runs, of the kind that is named: an object of Android's, one
// of iOS's, or a port that comes with the first message, as newer Android apps do. What the card says is kept.
((kind) => {
  "use strict";
  window.bannoMessages = [];
  const keep = (as) => (message) => window.bannoMessages.push({ as, ...(typeof message === "string" ? JSON.parse(message) : message) });
  if (kind === "android") window.bannoAndroidBridge = { postMessage: keep("text") };
  if (kind === "ios") window.webkit = { messageHandlers: { bannoIOSBridge: { postMessage: keep("object") } } };
  if (kind === "port") {
    window.addEventListener("load", () => {
      const channel = new MessageChannel();
      channel.port1.onmessage = (event) => keep(typeof event.data === "string" ? "text" : "object")(event.data);
      window.dispatchEvent(new MessageEvent("message", { ports: [channel.port2] }));
    });
  }
})

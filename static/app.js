// What the pages do beyond links and forms: copy a text, tell the bank's dashboard that the member is here, keep the
// focus through swaps and say what happened. Everything works without it. It holds no secret and trusts no message.
(() => {
  'use strict';

  const root = document.documentElement;
  const framed = window.parent !== window;
  const host = document.querySelector('meta[name="raf-host"]')?.content || '*';
  root.classList.add('js');

  // A frame that the bank has shut off from its own origin can fetch nothing of ours. Links and forms are left as they
  // are without scripts: they lead on, or to a page that says why not.
  if (window.origin === 'null') {
    for (const part of document.querySelectorAll('*')) {
      for (const name of part.getAttributeNames()) if (name.startsWith('hx-')) part.removeAttribute(name);
    }
  }

  // ---- bridge -----------------------------------------------------------------------------------------------------
  // Native apps hand over a port or put an object on the window; the web dashboard is our parent frame. A port is
  // taken only where we are not framed, and only from the app itself, whose messages come from no window: a page that
  // opened us would have our links pressed into its port, and the app would stand there without them.
  let port = null;
  if (!framed) {
    window.addEventListener('message', (event) => {
      if (port || event.source || !event.ports[0]) return;
      port = event.ports[0];
      hello(); // what was said before went nowhere
    });
  }

  const native = () => port || window.bannoAndroidBridge || window.webkit?.messageHandlers?.bannoIOSBridge;

  function tell(type, data) {
    const message = data ? { type, data } : { type };
    if (port) port.postMessage(JSON.stringify(message));
    else if (window.bannoAndroidBridge) window.bannoAndroidBridge.postMessage(JSON.stringify(message));
    else if (window.webkit?.messageHandlers?.bannoIOSBridge) window.webkit.messageHandlers.bannoIOSBridge.postMessage(message);
    else if (framed) window.parent.postMessage(message, host);
  }

  // One sign of life in ten seconds is plenty for an idle timer of minutes.
  let lastPing = -Infinity;
  function ping() {
    if (document.hidden || performance.now() - lastPing < 10000) return;
    lastPing = performance.now();
    tell('ping');
  }

  // The frame is asked to grow only while something is cut off; it is never asked twice for the same height.
  let asked = 0;
  function fit() {
    const height = Math.ceil(root.scrollHeight);
    if (height <= window.innerHeight || height === asked) return;
    asked = height;
    tell('request-resize', { height });
  }

  // Inside a native app a link out of the frame is the app's to open. On the web the browser does it by itself.
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[target="_top"]');
    if (!link || event.button !== 0 || event.defaultPrevented || !native()) return;
    event.preventDefault();
    tell('click-link', { href: link.href, external: event.metaKey || event.ctrlKey || event.shiftKey });
  });

  function hello() {
    tell('ready');
    if (!framed && !native()) return;
    for (const type of ['mousedown', 'keydown', 'visibilitychange']) document.addEventListener(type, ping); // once each
  }
  hello();
  window.addEventListener('load', fit);

  // ---- copy -------------------------------------------------------------------------------------------------------
  // A bank's frame seldom grants the clipboard, so the older way comes second, and a selected text third.
  async function copy(button) {
    const shown = document.getElementById(button.dataset.copyFrom);
    let done = true;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      done = copySelected(shown, button.dataset.copy);
    }
    const label = button.querySelector('.copy-text');
    button.dataset.label ||= label.textContent;
    label.textContent = done ? button.dataset.copyDone : button.dataset.copyFailed;
    button.classList.toggle('copied', done);
    clearTimeout(button.back);
    button.back = setTimeout(() => {
      label.textContent = button.dataset.label;
      button.classList.remove('copied');
    }, 4000);
  }

  // Browsers copy by command only where something is selected; what is put there is the whole text all the same. If
  // that is refused, too, the selection stays, and the member can copy it by hand.
  function copySelected(shown, text) {
    if (shown) getSelection().selectAllChildren(shown);
    const put = (event) => {
      event.clipboardData.setData('text/plain', text);
      event.preventDefault();
    };
    document.addEventListener('copy', put, { once: true });
    let done = false;
    try {
      done = document.execCommand('copy');
    } catch {
      // a browser without the command: the selection is what is left
    }
    document.removeEventListener('copy', put);
    if (done) getSelection().removeAllRanges();
    return done;
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-copy]');
    if (button) copy(button);
  });

  // ---- swaps ------------------------------------------------------------------------------------------------------
  const said = document.getElementById('said');
  function say(text, aloud) {
    if (!said) return;
    said.classList.toggle('for-readers', !aloud);
    said.classList.toggle('said', aloud);
    said.textContent = text || '';
  }

  document.addEventListener('htmx:before:request', () => say('', false));
  document.addEventListener('htmx:after:swap', (event) => {
    const tile = document.getElementById('tile');
    if (!tile || event.detail?.ctx?.swap === 'none') return;
    say((tile.querySelector('.field-error') || tile.querySelector('h1'))?.textContent.trim(), false);
    fit();
    if (event.detail?.ctx?.sourceEvent?.type !== 'submit') return;
    const wrong = tile.querySelector('[aria-invalid="true"]');
    if (wrong) wrong.focus();
    else if (!document.activeElement || document.activeElement === document.body) tile.focus();
  });
  for (const type of ['htmx:error', 'htmx:response:error']) {
    document.addEventListener(type, (event) => {
      const status = event.detail?.ctx?.response?.status;
      if (!status || status >= 500) say(said?.dataset.failed, true);
    });
  }
})();

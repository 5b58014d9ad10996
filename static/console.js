// What the console does beyond links and forms: reach the search with a key, step back from a question, keep the
// focus through swaps, keep the list's address, and say what happened. Everything works without it.
(() => {
  'use strict';

  document.documentElement.classList.add('js');

  // On a telephone the places scroll sideways: where one stands must be in sight.
  document.querySelector('.places [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

  // ---- keys -------------------------------------------------------------------------------------------------------
  const typing = (el) => el.closest?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && !typing(event.target)) {
      const search = document.querySelector('[data-search]');
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    }
    if (event.key === 'Escape') {
      const open = event.target.closest?.('details.ask[open], details.reveal[open]') || document.querySelector('details.ask[open]');
      if (!open) return;
      event.preventDefault();
      open.open = false;
      open.querySelector('summary').focus();
    }
  });

  // ---- questions and forms in place -------------------------------------------------------------------------------
  // The toggle event does not bubble, so it is caught on its way down. Only what a person opened takes the focus: a
  // page that comes with an open form has its own field to begin with.
  let pressed = null;
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[aria-disabled="true"]')) event.preventDefault();
    pressed = event.target.closest?.('summary')?.parentElement ?? null;
    const link = event.target.closest?.('a[href^="#"]');
    if (link) reveal(link.hash);
  }, true);
  document.addEventListener('toggle', (event) => {
    const details = event.target;
    if (details !== pressed || !details.open) return;
    // The question of a table's row stands in a row of its own.
    const asked = details.dataset.asked && document.getElementById(details.dataset.asked);
    const first = asked || details.querySelector('[data-ask-focus], .revealed input:not([type=hidden]), .revealed select, .revealed textarea');
    first?.focus();
  }, true);

  // A link into a shut form opens it; the browsers that do so by themselves do no harm here.
  function reveal(hash) {
    const field = hash.length > 1 && document.getElementById(hash.slice(1));
    const details = field && field.closest('details');
    if (details) details.open = true;
    if (details) into(field);
  }

  // What holds controls gives the focus to its first one.
  function into(part) {
    (part?.matches('.tree-node') ? part.querySelector('input:not([type=hidden]), select, button') : part)?.focus();
  }

  // ---- selecting --------------------------------------------------------------------------------------------------
  const boxes = () => [...document.querySelectorAll('[data-pick]')];

  function drawAll() {
    const all = document.querySelector('[data-pick-all]');
    if (!all) return;
    const picked = boxes().filter((box) => box.checked).length;
    all.checked = picked > 0 && picked === boxes().length;
    all.indeterminate = picked > 0 && !all.checked;
  }

  document.addEventListener('change', (event) => {
    if (event.target.matches?.('[data-pick-all]')) for (const box of boxes()) box.checked = event.target.checked;
    drawAll();
  }, true);
  document.addEventListener('click', (event) => {
    if (!event.target.closest?.('[data-pick-none]')) return;
    event.preventDefault();
    for (const box of boxes()) box.checked = false;
    drawAll();
    document.getElementById('rows')?.dispatchEvent(new Event('clear'));
  });
  drawAll();

  // ---- copy -------------------------------------------------------------------------------------------------------
  async function copy(button) {
    let done = true;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const shown = document.getElementById(button.dataset.copyFrom);
      if (shown) getSelection().selectAllChildren(shown);
      done = false;
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
  for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false;
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-copy]');
    if (button) copy(button);
  });

  // The browser takes the focus from what is not shown any more, only a moment later.
  const lost = (el) => !el || el === document.body || !el.checkVisibility();

  // ---- swaps ------------------------------------------------------------------------------------------------------
  const said = document.getElementById('said');
  function say(text, aloud) {
    if (!said) return;
    said.classList.toggle('for-readers', !aloud);
    said.classList.toggle('said', aloud);
    said.textContent = text || '';
  }

  // The list, and the overview, tell which page shows them. Searching replaces the address: Back leads to where one came from, not through
  // every letter. Links that act on the list as it stands follow it.
  function address(list) {
    if (!list?.dataset.url) return;
    const url = new URL(list.dataset.url, location.href);
    if (url.origin !== location.origin) return;
    history.replaceState(history.state, '', url);
    for (const link of document.querySelectorAll('a[data-follows-list]')) link.search = url.search;
  }

  // What somebody unfolded stays unfolded when the facts around it are renewed.
  let unfolded = new Map();
  document.addEventListener('htmx:before:swap', () => {
    unfolded = new Map([...document.querySelectorAll('[data-keep]')].map((one) => [one.dataset.keep, one.open]));
  });
  const swapped = (event) => document.getElementById(event.detail?.ctx?.target?.id || '') ?? event.detail?.ctx?.target;
  document.addEventListener('htmx:before:request', (event) => {
    say('', false);
    swapped(event)?.setAttribute('aria-busy', 'true');
  });
  document.addEventListener('htmx:finally:request', (event) => swapped(event)?.removeAttribute('aria-busy'));
  document.addEventListener('htmx:after:swap', (event) => {
    if (event.detail?.ctx?.swap === 'none') return;
    const target = event.detail?.ctx?.target;
    const id = target?.id;
    const part = (id && document.getElementById(id)) || target;
    for (const one of part?.querySelectorAll('[data-keep]') ?? []) one.open = unfolded.get(one.dataset.keep) ?? one.open;
    if (part?.dataset?.url) {
      address(part);
      // The states of the filter count what the list shows; where that is not known they count nothing.
      const counts = (part.dataset.counts || '').split(' ');
      if ('counts' in part.dataset) document.querySelectorAll('.tab-count').forEach((one, i) => { one.textContent = counts[i] ?? ''; });
      say(part.dataset.said, false);
    }
    if (id === 'list') {
      part?.querySelector('[data-pick]:checked')?.dispatchEvent(new Event('change', { bubbles: true }));
    }
    drawAll();
    // The link that cleared the selection is gone with it. Not before the swap: the same key would go on to what has the focus.
    if (id === 'selection' && lost(document.activeElement)) document.querySelector('[data-pick-all]')?.focus();
    // A button that has a form drawn anew may be gone with what it changed; what it made takes the focus.
    const made = event.detail?.ctx?.sourceEvent?.type === 'click' && part?.querySelector('[data-focus]');
    if (made) {
      into(document.getElementById(made.dataset.focus));
      say(part.querySelector('[data-say]')?.textContent.trim(), false);
    }
    if (event.detail?.ctx?.sourceEvent?.type !== 'submit' || !part) return;
    // A form that was sent shows what the server makes of it: empty again when it was taken, as typed when it was not.
    // The other forms of the page keep what is being typed into them.
    const sent = event.detail.ctx.sourceElement;
    if (sent?.isConnected && sent.matches('form[method=post]')) sent.reset();
    say((part.querySelector('.field-error') || part.querySelector('[data-say]'))?.textContent.trim(), false);
    const wrong = part.querySelector('[aria-invalid="true"]');
    if (wrong) wrong.focus();
    else if (lost(document.activeElement)) part.focus();
  });
  for (const type of ['htmx:error', 'htmx:response:error']) {
    document.addEventListener(type, (event) => {
      const ctx = event.detail?.ctx;
      if (!ctx?.response || ctx.response.status >= 500 || ctx.hx?.reswap === 'none') say(said?.dataset.failed, true);
    });
  }
})();

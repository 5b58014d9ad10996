// What the console does so that nothing typed is lost: before a form leaves the page it is asked whether anybody is there
// to take it. Whoever was signed out meanwhile, or has no network, stays on the page with what was typed; signed in again
// beside it, the forms take the new session's token. Without scripts a form leaves as forms do.
(() => {
  'use strict';

  const said = document.getElementById('said');
  const over = document.getElementById('signed-out');
  const alive = over?.dataset.alive; // an address that answers staff alone
  if (!alive) return;

  let notice = null;

  // tell shows that the session is over. The focus stays where somebody is writing; readers hear the alert.
  function tell() {
    if (notice) return;
    notice = over.content.firstElementChild.cloneNode(true);
    document.body.append(notice);
  }

  // Back from the other tab: the same person goes on where they were, anybody else starts on a page of their own.
  async function renew() {
    if (!notice || document.visibilityState !== 'visible') return;
    const answer = await fetch(location.href, { redirect: 'error' }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const who = (doc) => doc.querySelector('.person')?.textContent.replace(/\s+/g, ' ');
    const token = page.querySelector('input[name=form_token]')?.value;
    if (!token || !notice) return;
    if (who(page) !== who(document)) {
      location.reload();
      return;
    }
    for (const field of document.querySelectorAll('input[name=form_token]')) field.value = token;
    notice.remove();
    notice = null;
    said.className = 'said';
    said.textContent = said.dataset.back;
  }
  addEventListener('focus', renew);
  document.addEventListener('visibilitychange', renew);

  // htmx would leave for the door; a page of its own (a code is asked for) has no such header.
  document.addEventListener('htmx:before:response', (event) => {
    const answer = event.detail?.ctx?.response;
    if (answer?.status !== 401 || !answer.headers.get('HX-Redirect')) return;
    event.preventDefault();
    tell();
  });

  const busy = (form, on) => {
    form.classList.toggle('sending', on);
    if (on) form.setAttribute('aria-busy', 'true');
    else form.removeAttribute('aria-busy');
  };

  let sure = null;
  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post' || form === sure || !form.closest('main')) return;
    event.preventDefault();
    if (form.classList.contains('sending')) return; // a second press of the same form
    const button = event.submitter;
    busy(form, true);
    try {
      const answer = await fetch(alive, { method: 'HEAD', headers: { 'HX-Request': 'true' } });
      if (answer.status === 401) {
        busy(form, false);
        tell();
        return;
      }
    } catch {
      busy(form, false);
      said.className = 'said';
      said.textContent = said.dataset.failed;
      return;
    }
    sure = form;
    form.requestSubmit(button);
    sure = null;
    setTimeout(() => busy(form, false), 5000); // a file that is sent leaves the page standing
  });
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form.sending')) busy(form, false);
  });
})();

// The inside of the lightbox. The page around it sends it the order, and receives the outcome.
const parentOrigin = new URLSearchParams(window.location.search).get('parent') ?? '';
const stage = document.querySelector('#stage');
let checkout;

const tell = (message) => window.parent.postMessage(message, parentOrigin);

const post = (path, body) =>
  fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const signed = () => ({ order: checkout.order, secure_hash: checkout.secureHash });

/** The frame is as high as what it shows, as far as the window allows. */
const fit = () => {
  const bottom = stage.lastElementChild?.getBoundingClientRect().bottom ?? 0;
  tell({ type: 'height', height: Math.ceil(bottom + window.scrollY + 32) });
};

/** The server answers a piece of page, for a refusal too: what is wrong, and a way out. */
const review = async () => {
  const response = await post('/lightbox/review', { ...signed(), shopper: checkout.shopper });
  stage.innerHTML = await response.text();
  stage.removeAttribute('aria-busy');
  stage.querySelector('[data-focus]')?.focus();
  fit();
  tell({ type: 'launched' });
};

const setBusy = (form, outcome) => {
  for (const button of form.querySelectorAll('button')) {
    button.disabled = outcome !== undefined && button.value !== 'close';
    button.ariaBusy = String(outcome !== undefined && button.value === outcome);
  }
};

const showProblem = (text) => {
  const problem = stage.querySelector('#problem');
  problem.textContent = text;
  problem.hidden = text === '';
  fit();
};

const decide = async (form, outcome) => {
  showProblem('');
  setBusy(form, outcome);
  const { buyer, po_number } = Object.fromEntries(new FormData(form));
  try {
    const response = await post('/lightbox/decide', { ...signed(), outcome, buyer, po_number });
    const answer = await response.json();
    if (response.ok) tell({ type: 'complete', orderId: answer.apruve_order_id });
    else showProblem(answer.errors.map(({ title, detail }) => [title, detail].filter(Boolean).join(': ')).join(' '));
  } catch {
    showProblem('Apruve cannot be reached at the moment. Please try again.');
  }
  setBusy(form, undefined);
};

window.addEventListener('message', ({ origin, source, data }) => {
  if (origin !== parentOrigin || source !== window.parent || data?.type !== 'checkout' || checkout) return;
  checkout = data;
  void review();
});

document.addEventListener('submit', (event) => {
  event.preventDefault();
  void decide(event.target, event.submitter?.value ?? 'accept');
});

document.addEventListener('click', ({ target }) => {
  if (target instanceof Element && target.closest('[data-close]')) tell({ type: 'close' });
});

document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') tell({ type: 'close' });
});

if (window.parent !== window && parentOrigin) tell({ type: 'ready' });
else stage.textContent = 'The lightbox is opened by a shop: there is no order to show here.';

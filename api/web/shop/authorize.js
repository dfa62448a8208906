// The page between the shop and Apruve: passes the order to apruve.js, opens the lightbox, and sends its answer to the shop.
const form = document.querySelector('#authorization');
const start = document.querySelector('#start');
const problem = document.querySelector('#problem');
const { order, secureHash, shopper, closedUrl, autostart } = form.dataset;
const { apruve } = window;

const showProblem = (text) => {
  problem.textContent = text;
  problem.hidden = text === '';
  start.ariaBusy = 'false';
};

const launch = () => {
  showProblem('');
  start.ariaBusy = 'true';
  apruve.setOrder(JSON.parse(order), secureHash);
  apruve.startCheckout();
};

// Whether the lightbox also says "closed" after "complete" is not documented.
let completed = false;
const complete = (apruveOrderId) => {
  completed = true;
  form.elements.apruve_order_id.value = apruveOrderId;
  form.requestSubmit();
};

if (apruve) {
  apruve.registerApruveCallback(apruve.APRUVE_LAUNCHED_EVENT, () => showProblem(''));
  apruve.registerApruveCallback(apruve.APRUVE_COMPLETE_EVENT, complete);
  apruve.registerApruveCallback(apruve.APRUVE_CLOSED_EVENT, () => {
    if (!completed) window.location.replace(closedUrl);
  });
  if (shopper) apruve.setShopper?.(shopper);
  start.addEventListener('click', launch);
  start.disabled = false;
  if (autostart !== undefined) launch();
} else {
  showProblem('Apruve’s window could not be loaded. Check your connection, then load this page again.');
}

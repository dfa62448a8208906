// A form that was sent says so: its button is busy until the answer comes. A second click would be the same request anyway.
document.addEventListener('submit', ({ target, submitter }) => {
  const button = submitter ?? target.querySelector('button[type="submit"]');
  button?.setAttribute('aria-busy', 'true');
  // Only once the browser has read the form.
  setTimeout(() => button?.toggleAttribute('disabled', true));
});

// After Back the browser may show the page as it was left.
window.addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  for (const button of document.querySelectorAll('button[aria-busy]')) {
    button.removeAttribute('aria-busy');
    button.removeAttribute('disabled');
  }
});

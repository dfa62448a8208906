// The lightbox script that a shop's page loads. It makes the global `apruve`, as the real one does.
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/js/v4/apruve.js"]');
  const { origin, searchParams } = new URL(script.src);

  const LAUNCHED = 'APRUVE_LAUNCHED_EVENT';
  const COMPLETE = 'APRUVE_COMPLETE_EVENT';
  const CLOSED = 'APRUVE_CLOSED_EVENT';

  const callbacks = { [LAUNCHED]: [], [COMPLETE]: [], [CLOSED]: [] };
  let checkout;
  let shopper;
  let lightbox;

  const fire = (event, ...values) => {
    for (const callback of callbacks[event]) callback(...values);
  };

  // Styles are set on the elements, so that they also apply on a page whose policy forbids inline style sheets.
  const styled = (tag, style, properties = {}) => {
    const element = document.createElement(tag);
    Object.assign(element.style, style);
    return Object.assign(element, properties);
  };

  const heightOf = (pixels) => `min(${pixels}px, calc(100vh - 24px))`;

  const makeFrame = () =>
    styled(
      'iframe',
      {
        border: '0',
        borderRadius: '16px',
        background: '#fff',
        width: 'min(960px, calc(100vw - 24px))',
        height: heightOf(600),
        boxShadow: '0 24px 80px rgb(0 0 0 / 45%)',
      },
      { title: 'Apruve checkout', src: `${origin}/lightbox?parent=${encodeURIComponent(window.location.origin)}` },
    );

  const makeOverlay = () => {
    const overlay = styled(
      'div',
      {
        position: 'fixed',
        inset: '0',
        zIndex: '2147483000',
        display: 'grid',
        placeItems: 'center',
        background: 'rgb(15 23 42 / 60%)',
      },
      { className: 'apruveWrap apruveLightbox' },
    );
    overlay.setAttribute('role', 'dialog');
    overlay.setAttribute('aria-modal', 'true');
    overlay.setAttribute('aria-label', 'Apruve checkout');
    return overlay;
  };

  /** Nothing behind the lightbox can be focused while it is open. Only what could be focused before is restored. */
  const disableRest = (overlay) => {
    const disabled = [...document.body.children].filter((element) => element !== overlay && !element.inert);
    for (const element of disabled) element.inert = true;
    return () => {
      for (const element of disabled) element.inert = false;
    };
  };

  const dismiss = (event, ...values) => {
    if (!lightbox) return;
    const { overlay, enableRest, focused } = lightbox;
    lightbox = undefined;
    overlay.remove();
    enableRest();
    focused?.focus?.();
    fire(event, ...values);
  };

  const onMessage = ({ source, origin: sender, data }) => {
    if (!lightbox || sender !== origin || source !== lightbox.frame.contentWindow) return;
    if (data?.type === 'ready') source.postMessage({ type: 'checkout', ...checkout, shopper }, origin);
    if (data?.type === 'height') lightbox.frame.style.height = heightOf(Number(data.height));
    if (data?.type === 'launched') fire(LAUNCHED);
    if (data?.type === 'complete') dismiss(COMPLETE, data.orderId);
    if (data?.type === 'close') dismiss(CLOSED);
  };

  // The frame answers Escape itself; this is for the time before it has loaded, and for a frame that never does.
  const onKey = ({ key }) => {
    if (key === 'Escape') dismiss(CLOSED);
  };

  const startCheckout = () => {
    if (lightbox) return;
    if (!checkout) {
      apruve.errors.push('startCheckout was called before setOrder(order, secureHash)');
      return;
    }
    const overlay = makeOverlay();
    const frame = makeFrame();
    const focused = document.activeElement;
    overlay.append(frame);
    document.body.append(overlay);
    lightbox = { overlay, frame, focused, enableRest: disableRest(overlay) };
    frame.focus();
  };

  const drawButton = () => {
    const place = document.querySelector('#apruveDiv');
    if (!place) return;
    const compact = searchParams.get('display') === 'compact';
    const button = styled(
      'button',
      {
        font: `600 ${compact ? '0.875rem' : '1rem'} system-ui, sans-serif`,
        padding: compact ? '0.5rem 1rem' : '0.875rem 1.75rem',
        color: '#fff',
        background: '#0b7a4b',
        border: '0',
        borderRadius: '8px',
        cursor: 'pointer',
      },
      { id: 'apruveBtn', type: 'button', textContent: compact ? 'Apruve' : 'Buy now with Apruve', onclick: startCheckout },
    );
    const wrap = styled('div', {}, { className: 'apruveWrap' });
    wrap.append(button);
    place.replaceChildren(wrap);
  };

  const apruve = {
    APRUVE_LAUNCHED_EVENT: LAUNCHED,
    APRUVE_COMPLETE_EVENT: COMPLETE,
    APRUVE_CLOSED_EVENT: CLOSED,
    errors: [],
    /** The order as a plain object with its secure hash; may be called again with other values. */
    setOrder(order, secureHash) {
      if (order && secureHash) checkout = { order, secureHash };
      else apruve.errors.push('setOrder needs an order and its secure hash');
    },
    /** The email of the buyer, to be chosen at first. */
    setShopper(email) {
      shopper = email;
    },
    setSettings() {},
    /** All callbacks of an event are kept; COMPLETE is given the Apruve order id. */
    registerApruveCallback(event, callback) {
      if (callbacks[event]) callbacks[event].push(callback);
      else apruve.errors.push(`There is no event ${event}`);
    },
    startCheckout,
  };

  window.apruve = apruve;
  window.addEventListener('message', onMessage);
  document.addEventListener('keydown', onKey);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', drawButton);
  else drawButton();
})();

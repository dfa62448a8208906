import type { Child } from 'hono/jsx';

/** Small drawings of the products, by SKU. They repeat the title beside them, so screen readers skip them. */
const DRAWINGS: Readonly<Record<string, Child>> = {
  'HEL-200': (
    <>
      <path d="M26 58a34 32 0 0 1 68 0z" fill="#f2b21b" />
      <path d="M52 28h16v30H52z" fill="#d99a0c" />
      <rect x="18" y="56" width="84" height="9" rx="4.5" fill="#c98a06" />
      <path d="M38 38v14M82 38v14" stroke="#c98a06" stroke-width="4" stroke-linecap="round" />
    </>
  ),
  'VES-110': (
    <>
      <path d="M44 12l16 14 16-14 15 11-6 13v42H35V36l-6-13z" fill="#c9e23b" />
      <path d="M44 12l16 14 16-14" fill="none" stroke="#f08a2c" stroke-width="4" stroke-linejoin="round" />
      <path d="M60 28v50" stroke="#8fa51d" stroke-width="2.5" />
      <path d="M35 46h50v8H35zM35 61h50v8H35z" fill="#f08a2c" />
      <path d="M35 48.500h50v3H35zM35 63.500h50v3H35z" fill="#f4f6f7" />
    </>
  ),
  'GLV-012': (
    <>
      <path
        d="M44 78V52l-9-9c-4-4 1-10 6-7l9 7V22c0-6 8-6 8 0v14-20c0-6 8-6 8 0v20-16c0-6 8-6 8 0v20-10c0-6 8-6 8 0v26c0 10-3 14-4 20z"
        fill="#3c6e8f"
      />
      <rect x="41" y="69" width="39" height="12" rx="3" fill="#f0803c" />
      <path d="M58 36v10M66 36v10M74 40v8" stroke="#2b536d" stroke-width="2.5" stroke-linecap="round" />
    </>
  ),
  'AID-050': (
    <>
      <path d="M48 26v-6a4 4 0 0 1 4-4h16a4 4 0 0 1 4 4v6" fill="none" stroke="#9f2a24" stroke-width="5" />
      <rect x="24" y="26" width="72" height="50" rx="7" fill="#d6453d" />
      <circle cx="60" cy="51" r="17" fill="#fff" />
      <path d="M56 40h8v7h7v8h-7v7h-8v-7h-7v-8h7z" fill="#d6453d" />
    </>
  ),
  'CON-075': (
    <>
      <path d="M84 30h8l12 42H72z" fill="#e39a6d" />
      <path d="M50 14h12l20 58H30z" fill="#ee6c2b" />
      <path d="M45 29h22l5 13H40zM36.500 53h39l4.500 11H32.500z" fill="#fff" />
      <rect x="18" y="71" width="88" height="7" rx="3" fill="#8f3b11" />
    </>
  ),
  'LMP-300': (
    <>
      <path d="M40 78l12-24M80 78L68 54" stroke="#5b6672" stroke-width="6" stroke-linecap="round" />
      <rect x="28" y="16" width="64" height="40" rx="6" fill="#f2b21b" />
      <rect x="35" y="23" width="50" height="26" rx="3" fill="#fffbe6" />
      <path d="M43 29h6M55 29h6M67 29h6M43 36h6M55 36h6M67 36h6M43 43h6M55 43h6M67 43h6" stroke="#e3b94a" stroke-width="4" />
      <path d="M30 78h60" stroke="#5b6672" stroke-width="6" stroke-linecap="round" />
    </>
  ),
  'BOX-620': (
    <>
      <path d="M48 18v-6h24v6" fill="none" stroke="#39434e" stroke-width="5" stroke-linejoin="round" />
      <rect x="30" y="18" width="60" height="16" rx="3" fill="#4a5764" />
      <rect x="30" y="36" width="60" height="16" rx="3" fill="#5d6c7a" />
      <rect x="30" y="54" width="60" height="20" rx="3" fill="#4a5764" />
      <path d="M40 24h8M72 24h8M40 42h8M72 42h8M40 61h8M72 61h8" stroke="#f2b21b" stroke-width="5" />
      <circle cx="40" cy="76" r="6" fill="#242c34" />
      <circle cx="80" cy="76" r="6" fill="#242c34" />
    </>
  ),
  'RCK-180': (
    <>
      <path d="M30 12v66M90 12v66" stroke="#55616d" stroke-width="5" />
      <path d="M28 20h64M28 39h64M28 58h64M28 76h64" stroke="#8896a3" stroke-width="5" />
      <rect x="36" y="25" width="16" height="12" fill="#c98f5a" />
      <rect x="55" y="28" width="12" height="9" fill="#b27843" />
      <rect x="64" y="44" width="20" height="12" fill="#3c6e8f" />
      <rect x="37" y="46" width="18" height="10" fill="#c98f5a" />
      <rect x="44" y="62" width="14" height="12" fill="#b27843" />
      <rect x="61" y="60" width="18" height="14" fill="#f2b21b" />
    </>
  ),
};

export const Picture = ({ sku }: { sku: string }) => (
  <svg class="picture" viewBox="0 0 120 90" aria-hidden="true" focusable="false">
    {DRAWINGS[sku]}
  </svg>
);

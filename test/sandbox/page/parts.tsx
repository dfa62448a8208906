import type { Child } from 'hono/jsx';

const KIND: Record<string, 'good' | 'wait' | 'bad'> = {
  accepted: 'good',
  closed: 'good',
  funded: 'good',
  delivered: 'good',
  pending: 'wait',
  new: 'wait',
  open: 'wait',
  held: 'wait',
  waiting: 'wait',
  canceled: 'bad',
  failed: 'bad',
  expired: 'bad',
};

/** A status as a word with a colour; the word alone says it all. */
export const Badge = ({ status }: { status: string }) => <span class={`badge ${KIND[status] ?? ''}`}>{status}</span>;

/** One button that is a form of its own: it works without any script. */
export const Act = (props: { to: string; label: string; about: string; class?: string }) => (
  <form method="post" action={props.to}>
    <button type="submit" class={`small ${props.class ?? ''}`} aria-label={`${props.label} ${props.about}`}>
      {props.label}
    </button>
  </form>
);

/** A part of the page that the links at the top lead to. */
export const Section = (props: { id: string; title: string; aside?: Child; children?: Child }) => (
  <section id={props.id} aria-labelledby={`${props.id}-title`}>
    <div class="row">
      <h2 id={`${props.id}-title`} class="grow">
        {props.title}
      </h2>
      {props.aside}
    </div>
    {props.children}
  </section>
);

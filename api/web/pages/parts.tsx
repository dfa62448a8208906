import type { Child } from 'hono/jsx';
import { formatMoney } from '../../../workflows/rules/money.ts';

export type Tone = 'good' | 'wait' | 'bad' | 'calm';

/** A word in a frame. Its colour only repeats what the word says. */
export const Badge = ({ tone, children }: { tone: Tone; children: Child }) => <span class={`badge ${tone}`}>{children}</span>;

export interface NoticeProps {
  tone: Tone;
  title?: string;
  /** True when it answers a form that was just sent: the page opens scrolled to it. */
  isAnswer?: boolean;
  children?: Child;
}

/** A message on top of a page or a form. Bad news interrupts a screen reader; other news waits. */
export const Notice = ({ tone, title, isAnswer = false, children }: NoticeProps) => (
  <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'} {...(isAnswer && { tabindex: -1, autofocus: true })}>
    {title !== undefined && <strong>{title}</strong>}
    {children}
  </div>
);

/** Integer cents as people read them. */
export const Money = ({ cents, currency }: { cents: number; currency: string }) => (
  <span class="money">{formatMoney(cents, currency)}</span>
);

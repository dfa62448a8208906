import { randomUUID } from 'node:crypto';

interface NoteFormProps {
  checkoutId: string;
  /** What was typed before signing in again. */
  typed: string;
}

/** Outside of what renews itself, so that what is being typed stays. The key makes a second click the same note. */
export const NoteForm = ({ checkoutId, typed }: NoteFormProps) => (
  <section id="write-note" class="card" aria-labelledby="note-title">
    <h2 id="note-title">Write a note</h2>
    <form method="post" action={`/console/checkouts/${checkoutId}/notes`}>
      <input type="hidden" name="key" value={randomUUID()} />
      <label>
        Note
        <textarea name="text" rows={2} maxlength={2_000} required>
          {typed}
        </textarea>
      </label>
      <small class="muted">For colleagues: neither the buyer, the shop nor Apruve sees it.</small>
      <button type="submit" class="secondary">
        Add note
      </button>
    </form>
  </section>
);

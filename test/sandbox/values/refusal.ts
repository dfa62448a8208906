/** One entry of Apruve's error body. */
export type ApiError = { title: string; detail?: string; source?: { parameter: string } };

/** Something Apruve refuses, with the status and the `errors` it answers. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly ApiError[];

  constructor(status: number, errors: readonly ApiError[]) {
    super(errors.map((error) => [error.title, error.detail].filter(Boolean).join(': ')).join('; '));
    this.status = status;
    this.errors = errors;
  }
}

/** An id that is unknown or not visible to the key: Apruve answers 404 with the plain text `Not Found`. */
export class NotFound extends Error {
  constructor() {
    super('Not Found');
  }
}

/** A value that is missing or malformed: 400, with the field's name in `source.parameter`. */
export const invalid = (parameter: string, detail: string): Refusal =>
  new Refusal(400, [{ title: 'Invalid request', detail, source: { parameter } }]);

/** An action that the object's present state does not allow: 409. */
export const wrongState = (title: string, detail: string): Refusal => new Refusal(409, [{ title, detail }]);

/** The row, or Apruve's 404. */
export const found = <Row>(row: Row | undefined): Row => {
  if (row === undefined) throw new NotFound();
  return row;
};

import { describe, expect, it } from 'vitest';
import { refusalWords } from '../../../workflows/rules/refusal-words.ts';

const NONE = { title: 'Apruve gave no reason.', detail: null };

describe('the words of a refusal', () => {
  it.each([
    [{ errors: [{ title: 'On hold', detail: 'Call us.' }] }, { title: 'On hold', detail: 'Call us.' }],
    [{ errors: [{ title: ' ', detail: ' Call us. ' }] }, { title: 'Call us.', detail: null }],
    [{ errors: [{ title: 'On hold' }] }, { title: 'On hold', detail: null }],
    ['Not today', { title: 'Not today', detail: null }],
    ['<html>', NONE],
    ['{"errors', NONE],
    ['', NONE],
    [{ errors: [] }, NONE],
    [{ errors: [null] }, NONE],
    [null, NONE],
  ])('of %j', (body, words) => {
    expect(refusalWords(body)).toEqual(words);
  });
});

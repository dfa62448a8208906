import { describe, expect, test } from 'vitest';
import { channelsOf, describeRoles, isAdministratorOf, mayActIn, roleIn } from '../../../api/http/identity/roles.ts';

describe('the role in a channel', () => {
  test.each([
    [{}, 'a', null],
    [{ a: 'viewer' }, 'a', 'viewer'],
    [{ a: 'viewer' }, 'b', null],
    [{ '*': 'operator' }, 'a', 'operator'],
    [{ '*': 'operator', a: 'viewer' }, 'a', 'viewer'],
    [{ '*': 'viewer', a: 'administrator' }, 'a', 'administrator'],
    [{ a: 'viewer' }, 'constructor', null],
  ] as const)('of %j in %s is %s', (roles, channel, role) => {
    expect(roleIn(roles, channel)).toBe(role);
    expect(mayActIn(roles, channel)).toBe(role === 'operator' || role === 'administrator');
    expect(isAdministratorOf(roles, channel)).toBe(role === 'administrator');
  });

  test('says which channels are seen, and whether anything may be changed', () => {
    expect(channelsOf({ a: 'viewer', b: 'operator' })).toEqual(['a', 'b']);
    expect(channelsOf({ a: 'viewer', '*': 'viewer' })).toBeNull();
    expect(channelsOf({})).toEqual([]);
    expect([channelsOf({ a: 'viewer' }, 'a'), channelsOf({ a: 'viewer' }, 'b'), channelsOf({ '*': 'viewer' }, 'b')]).toEqual([
      ['a'],
      [],
      ['b'],
    ]);
    expect(mayActIn({ a: 'viewer', b: 'operator' })).toBe(true);
    expect(mayActIn({ '*': 'viewer' })).toBe(false);
    expect(isAdministratorOf({ a: 'administrator' })).toBe(false);
  });

  test('is told in words', () => {
    expect(describeRoles({})).toBe('no role yet');
    expect(describeRoles({ '*': 'viewer' })).toBe('viewer of all channels');
    expect(describeRoles({ a: 'operator', '*': 'viewer' })).toBe('operator of a, viewer of all other channels');
  });
});

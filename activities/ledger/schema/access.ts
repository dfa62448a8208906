import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import type { Roles } from '../roles.ts';
import { time } from './columns.ts';

/** First outcomes of POST requests, per API key: kept 30 days. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    apiKeyId: text('api_key_id').notNull(),
    key: text('key').notNull(),
    route: text('route').notNull(),
    bodyHash: text('body_hash').notNull(),
    /** Null while the first request is still running. */
    responseStatus: integer('response_status'),
    responseBody: jsonb('response_body').$type<unknown>(),
    responseLocation: text('response_location'),
    lockedUntil: time('locked_until').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.apiKeyId, table.key] }), index('idempotency_keys_age').on(table.createdAt)],
);

/** API keys, stored as SHA-256 of 256 random bits. */
export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  scope: text('scope').$type<'storefront' | 'admin'>().notNull(),
  channel: text('channel'),
  hash: text('hash').notNull().unique(),
  expiresAt: time('expires_at'),
  /** To the minute. */
  lastUsedAt: time('last_used_at'),
  revokedAt: time('revoked_at'),
  createdAt: time('created_at').notNull().defaultNow(),
});

/** The people of the merchant's staff. Who is removed keeps a row, because records name them by id. */
export const users = pgTable(
  'users',
  {
    id: text('id').primaryKey(),
    /** What they sign in with. Free again once they are removed. */
    name: text('name').notNull(),
    /** Empty: signed in by OpenID Connect, and given no role yet. */
    roles: jsonb('roles').$type<Roles>().notNull(),
    /** Argon2id with its own salt; null until the first invitation is accepted. */
    passwordHash: text('password_hash'),
    /** Who they are at the provider of OpenID Connect, which alone are matched; null: they sign in with a password. */
    openidIssuer: text('openid_issuer'),
    openidSubject: text('openid_subject'),
    /** SHA-256 of 256 random bits; null once it is accepted. */
    invitationHash: text('invitation_hash').unique(),
    invitedUntil: time('invited_until'),
    removedAt: time('removed_at'),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('users_openid')
      .on(table.openidIssuer, table.openidSubject)
      .where(sql`${table.removedAt} is null`),
    uniqueIndex('users_name')
      .on(table.name)
      .where(sql`${table.removedAt} is null`),
  ],
);

/** Who is signed in with a password. A session that is ended is deleted. */
export const userSessions = pgTable(
  'user_sessions',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    /** SHA-256 of 256 random bits. */
    hash: text('hash').notNull().unique(),
    until: time('until').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [index('user_sessions_user').on(table.userId)],
);

/** Sessions of the console that somebody signed out of, until they would have ended by themselves. */
export const endedSessions = pgTable('ended_sessions', {
  id: text('id').primaryKey(),
  until: time('until').notNull(),
});

/** How often who did what within the present minute: the table of rate-limiter-flexible, whose columns these are, in this order. */
export const rateLimits = pgTable('rate_limits', {
  key: varchar('key', { length: 255 }).primaryKey(),
  points: integer('points').notNull().default(0),
  expire: bigint('expire', { mode: 'number' }),
});

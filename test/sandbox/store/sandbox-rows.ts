/** Records of the sandbox's own machinery: requests, deliveries, and the settings that make it misbehave. */

export type Attempt = Readonly<{ at: string; status: number | null; error?: string }>;

export type DeliveryRow = Readonly<{
  id: string;
  uuid: string;
  merchant_id: string;
  event: string;
  url: string;
  /** The exact text sent. */
  body: string;
  signature: string | null;
  attempts: readonly Attempt[];
  state: 'held' | 'waiting' | 'delivered' | 'failed';
  created_ms: number;
  rounds: number;
  next_ms: number;
}>;

export type FaultRow = Readonly<{
  id: string;
  method: string | null;
  path: string;
  times: number;
  status: number | null;
  body: unknown;
  delay_ms: number;
  commit: 'before' | 'after' | null;
  retry_after: string | null;
  drop_response: boolean;
}>;

export type RequestRow = Readonly<{
  id: string;
  at: string;
  method: string;
  path: string;
  /** Null while the answer is on its way, and for ever when it was dropped. */
  status: number | null;
  body: unknown;
}>;

export type WebhookMode = Readonly<{ duplicate: boolean; shuffle: boolean; hold: boolean; bad_signature: boolean }>;

export type SettingsRow = Readonly<{ id: 'settings'; signing_key_pem: string; webhook_mode: WebhookMode }>;

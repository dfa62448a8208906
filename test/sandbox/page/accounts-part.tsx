import { availableCredit, usedCredit } from '../domain/credit.ts';
import type { AccountRow, MerchantRow } from '../store/rows.ts';
import type { World } from '../world.ts';
import { money } from './format.ts';
import { Act, Badge, DeedForm, Section } from './parts.tsx';

const AccountForms = ({ account }: { account: AccountRow }) => {
  const to = `/ui/act/accounts/${account.id}`;
  const back = '/#accounts';
  const about = `for ${account.name}`;
  const { suspended = false, pays_at_issue: pays = false, cancel_overdue_after_days: days } = account;
  const after = { name: 'cancel_overdue_after_days', label: 'Days after the due date', value: String(days ?? '') };
  return (
    <div class="deeds">
      <Act
        to={to}
        back={back}
        about={about}
        class="outline"
        label={suspended ? 'Reactivate' : 'Suspend'}
        fields={{ suspended: String(!suspended) }}
      />
      <Act
        to={to}
        back={back}
        about={about}
        class="outline"
        label={pays ? 'Pay when due' : 'Pay at issue'}
        fields={{ pays_at_issue: String(!pays) }}
      />
      <DeedForm name="Cancel what is overdue" to={to} back={back} fields={[{ ...after, placeholder: 'never' }]} loud />
    </div>
  );
};

const AccountCard = ({ world, account }: { world: World; account: AccountRow }) => {
  const used = usedCredit(world, account);
  const available = availableCredit(world, account);
  return (
    <article>
      <div class="row">
        <strong class="grow">{account.name}</strong>
        {account.suspended && <Badge status="suspended" />}
        {account.pays_at_issue && <span class="badge">pays at issue</span>}
        <span class="badge">{account.payment_term_strategy_name}</span>
      </div>
      <small class="muted">
        {account.authorized_buyers.map(({ name, email }) => `${name} (${email})`).join(', ')} at{' '}
        {world.merchants.get(account.merchant_id)?.name}
      </small>
      <progress
        value={Math.min(used, account.credit_amount_cents)}
        max={Math.max(1, account.credit_amount_cents)}
        aria-label={`Credit used by ${account.name}`}
      />
      <small>
        {money(available)} available of {money(account.credit_amount_cents)}, {money(used)} used
      </small>
      <AccountForms account={account} />
    </article>
  );
};

/** Buyers' accounts with the credit they have left. */
export const AccountsPart = ({ world }: { world: World }) => (
  <Section id="accounts" title="Accounts">
    <div class="columns">
      {world.accounts.all().map((account) => (
        <AccountCard world={world} account={account} />
      ))}
    </div>
  </Section>
);

const MerchantRowView = ({ merchant }: { merchant: MerchantRow }) => (
  <tr>
    <th scope="row">
      {merchant.name}
      <br />
      <small class="muted mono">{merchant.id}</small>
    </th>
    <td>
      <span class="mono">{merchant.api_key}</span>
    </td>
    <td>
      <form method="post" action={`/ui/merchants/${merchant.id}`} class="row">
        <input
          class="grow"
          name="webhook_url"
          type="url"
          value={merchant.webhook_url ?? ''}
          placeholder="no webhooks"
          aria-label={`Webhook URL of ${merchant.name}`}
        />
        <button type="submit" class="small outline">
          Save
        </button>
      </form>
    </td>
  </tr>
);

/** The merchants, with what a shop needs to connect. */
export const MerchantsPart = ({ world }: { world: World }) => (
  <Section id="merchants" title="Merchants">
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Merchant</th>
            <th scope="col">API key</th>
            <th scope="col">Webhook URL</th>
          </tr>
        </thead>
        <tbody>
          {world.merchants.all().map((merchant) => (
            <MerchantRowView merchant={merchant} />
          ))}
        </tbody>
      </table>
    </div>
  </Section>
);

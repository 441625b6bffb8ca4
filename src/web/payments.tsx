import { moneyInWords, sumOf, type Charge } from '../domain/money.ts';
import { Table } from './parts.tsx';
import { Moment } from './times.tsx';

/** What a publication has cost so far; nothing where nothing was charged for. */
export function Payments({
  payments,
  zone,
}: {
  payments: readonly (Charge & { readonly at: Date })[];
  zone: string;
}) {
  if (payments.length === 0) return null;
  return (
    <section class="card" aria-labelledby="payments-head">
      <h2 id="payments-head">What it has cost: {sumOf(payments).map(moneyInWords).join(' and ')}</h2>
      <Table
        caption="Each charge, by the platform's price list"
        heads={[{ name: 'For' }, { name: 'When' }, { name: 'Amount', number: true }]}
        rows={payments.map((payment) => [
          payment.what,
          <Moment at={payment.at} zone={zone} />,
          moneyInWords(payment),
        ])}
      />
    </section>
  );
}

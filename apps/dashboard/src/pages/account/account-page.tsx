import { useMe } from '../../shell/session.js';
import { Loading, PageHead } from '../../ui/parts.js';
import { ConfirmAddress } from '../address/confirm-address.js';
import { ApiKeys } from './api-keys.js';
import { ChangePassword } from './change-password.js';
import { Leave } from './leave.js';
import { SessionList } from './session-list.js';
import { TwoFactor } from './two-factor.js';

export function Page() {
  const { data } = useMe();
  if (!data) return <Loading what="your account" />;
  const { seller } = data;
  return (
    <>
      <PageHead title="Account" about={`${seller.name}, ${seller.email}, ${seller.plan} plan.`} />
      <ConfirmAddress />
      <div className="columns">
        <ChangePassword />
        <TwoFactor isOn={seller.totpEnabled} />
      </div>
      <SessionList />
      <ApiKeys />
      <Leave />
    </>
  );
}

import type { View } from '../view/view';
import { CampaignPage } from './CampaignPage';
import { CampaignsPage } from './CampaignsPage';
import { NewCampaignPage } from './NewCampaignPage';
import './campaigns.css';

/** What there is to see and do of campaigns: all of them, one, or a new one. */
export default function CampaignPages({ view }: { view: View }) {
  if (view.show === 'new-campaign') {
    return <NewCampaignPage view={view} />;
  }
  return view.campaign === null ? (
    <CampaignsPage view={view} />
  ) : (
    <CampaignPage key={view.campaign} id={view.campaign} />
  );
}

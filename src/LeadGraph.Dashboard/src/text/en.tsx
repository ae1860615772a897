import type { ReactNode } from 'react';
import { formatOf } from './format';
import { pluralOf } from './plural';

type Tier = 'HOT' | 'WARM' | 'COOL' | 'COLD';
/** What the thresholds of the tiers count: events, or points where event types have weights. */
type Unit = 'event' | 'point';
/** Among whom something was found about the messages of a campaign. */
type Scope = Tier | 'ALL';
/** What was found about two messages of a campaign; the second one may be none at all. */
interface Finding {
  first: string;
  second: string | null;
  better: readonly Scope[];
  worse: readonly Scope[];
  undecided: readonly Scope[];
}
/** Comparisons of which nothing can be said. */
interface OtherFindings {
  /** Whether others have been told of. */
  isRest: boolean;
  /** Whether comparisons with no message are among them. */
  withNone: boolean;
}
/** Who may become a member of a campaign, step by step. */
type Step = 'matched' | 'optedOut' | 'contacted' | 'excluded' | 'members';

const format = formatOf('en-GB', { justNow: 'just now', now: 'now' });
const form = pluralOf<'one' | 'other'>('en');
const count = (value: number, one: string, other = `${one}s`) =>
  `${format.number(value)} ${form(value, { one, other })}`;

const tiers: Record<Tier, string> = { HOT: 'Hot', WARM: 'Warm', COOL: 'Cool', COLD: 'Cold' };
const lower = (tier: Tier) => tiers[tier].toLowerCase();
const days = (value: number) => count(value, 'day');

/** "over all tiers", "among hot and warm leads", or both in the order asked for. */
function among(scopes: readonly Scope[], noun: 'leads' | 'ones', allFirst: boolean): string {
  const ofTiers = scopes.filter((scope) => scope !== 'ALL');
  const parts = ofTiers.length > 0 ? [`among ${format.list(ofTiers.map(lower))} ${noun}`] : [];
  const all = scopes.includes('ALL') ? ['over all tiers'] : [];
  return format.list(allFirst ? [...all, ...parts] : [...parts, ...all]);
}

/** The texts of the page in English. The other languages have the same ones: their type is that of these. */
export const en = {
  format,
  page: {
    documentTitle: 'LeadGraph: whom to call today',
    title: 'Whom to call today',
    signOut: 'Sign out',
    failed: 'This page failed',
    failedWhy: 'The leads are safe; only what shows them has failed. Loading the page again may help.',
    loadAgain: 'Load the page again',
    demo: 'Demo data.',
    demoWhy: (setting: ReactNode): ReactNode => (
      <>These people and events are invented. To see your own leads, set {setting} to your database.</>
    ),
    hidden: 'Personal data is hidden.',
    hiddenWhy: (right: ReactNode): ReactNode => (
      <>
        Your key shows how active leads are, but no names, usernames, email addresses, Telegram links or details of
        events. Leads go by their user id; ask for a key with the right {right} to see more.
      </>
    ),
    asOf: (time: ReactNode): ReactNode => <>as of {time}</>,
    loading: 'Loading',
  },
  problem: {
    tryAgain: 'Try again',
    trying: 'Trying…',
    forbidden: 'Your key gives no right to read leads.',
    tooMany: 'Too many requests. Wait a moment.',
    silent: 'The service does not respond.',
    unreachable: 'The service cannot be reached.',
    codes: {
      INTERNAL_SERVER_ERROR: 'The service failed to read the data. Its log says why.',
      BUSY: 'The service is busy. Try again in a moment.',
      TOO_MANY_REQUESTS: 'Too many requests. Wait a moment.',
      TOO_MANY_READS: 'That is more than the service reads at a time.',
      READ_TOO_LARGE: 'That is more than the service reads at a time.',
      DOCUMENT_TOO_LARGE: 'That is more than the service reads at a time.',
      FILTER_TOO_LARGE: 'The filter is larger than the service accepts.',
      HC0045: 'The service took too long. Try again in a moment.',
      HC0047: 'That is more than the service reads at a time.',
      HC0078: 'This position in the list is not known any more. Begin with the first page.',
      CURSOR_OF_OTHER_ORDER: 'This position in the list is not known any more. Begin with the first page.',
      CURSOR_OF_OTHER_MOMENT: 'This position in the list is not known any more. Begin with the first page.',
      CURSOR_OF_OTHER_STORE: 'This position in the list is not known any more. Begin with the first page.',
      CHANGES_DELETED: 'Changes that old are not kept any more. Begin with the first page.',
      TOO_MANY_CAMPAIGNS: 'The service keeps no more campaigns than there are now. Delete an old one first.',
      CAMPAIGN_NOT_FOUND: 'There is no such campaign any more.',
      STORE_MISSING: 'No changes are recorded, because there is no store. The command "database install" creates one.',
      HISTORY_OUT_OF_RANGE: 'The service does not tell the history of these days.',
      AS_OF_OUT_OF_RANGE: 'The service does not tell the activity as of that moment.',
      INVALID_TEXT: 'The text holds a character that no lead can have.',
      CROSS_SITE_REQUEST: 'The service does not accept requests of this page: it is from another site.',
      AUTH_NOT_AUTHENTICATED: 'The service refused the key. It may have expired.',
    },
    told: (message: string) => `The service answered: ${message}`,
    status: (status: number | null) => `The service answered with status ${status ?? 'unknown'}.`,
  },
  signIn: {
    title: 'Sign in',
    why: 'This service asks for a key. It is kept until you close this tab, unless this browser is to remember it.',
    key: 'Key',
    remember: 'Remember it in this browser',
    refused: 'The service refused that key. It may be mistyped or expired.',
  },
  live: {
    connecting: 'Connecting…',
    connected: 'Live',
    lost: 'Connection lost. Trying again…',
    notices: 'Changes of tier',
    dismiss: (name: string) => `Dismiss the notice about ${name}`,
    removed: 'is no longer registered',
    isNew: (to: string) => `is new, and ${to}`,
    moved: (isUp: boolean, from: string, to: string) => `moved ${isUp ? 'up' : 'down'} from ${from} to ${to}`,
  },
  tier: {
    names: tiers,
    title: 'Tiers',
    failed: 'The tiers could not be counted.',
    leads: (leads: number) => form(leads, { one: 'lead', other: 'leads' }),
    sinceLastWeek: (day: string) => `compared with the end of ${day}, a week ago`,
    thanOn: (leads: number, day: string) =>
      leads === 0
        ? `as many as at the end of ${day}`
        : `${format.number(Math.abs(leads))} ${leads > 0 ? 'more' : 'fewer'} than at the end of ${day}`,
    showAll: 'Show all tiers',
    showOnly: (tier: Tier) => `Show ${lower(tier)} leads only`,
    chartFailed: 'The chart did not load. Try again',
    atLeast: (points: number, days: number, unit: Unit) =>
      (points === 0 ? `any number of ${unit}s` : `${points} or more ${unit}s`) +
      (days > 1 ? ` on ${days} or more days` : ''),
    fewer: (points: number, unit: Unit) => `fewer than ${count(points, unit)}`,
    less: 'anything less',
    window: (days: number, timeZone: string) =>
      `Events of the last ${days === 1 ? 'day' : `${days} days`} count; days are days in ${timeZone}. ` +
      'Each lead stands in the hottest tier it reaches.',
    touched: (days: number, touched: number, withAhead: boolean) =>
      `${days}\u00a0×\u00a024\u00a0hours touch ${touched}\u00a0days of the calendar.` +
      (withAhead ? ' Events that are dated ahead count too.' : ''),
  },
  trend: {
    title: (tier: Tier, days: number) => `${tiers[tier]} leads over ${days} days`,
    week: (day: string, leads: number, more: number) =>
      `${format.number(leads)} at the end of ${day}, ` +
      (more === 0
        ? 'as many as a week before'
        : `${format.number(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} than a week before`),
    day: (day: string, leads: number, entered: number, left: number) =>
      `${day}: ${count(leads, 'lead')}, ${format.number(entered)} came and ${format.number(left)} left`,
    legend: 'Above, leads at the end of each day; below, how many more or fewer than on the day before.',
    failed: 'The trend could not be loaded.',
  },
  hot: {
    title: 'Hot leads',
    failed: 'The hot leads could not be loaded.',
    empty: 'Nobody has registered yet. The first who does will stand here.',
    loading: 'Loading the hot leads',
  },
  lead: {
    activity: (events: number, days: number) => `${count(events, 'event')} on ${count(days, 'day')}`,
    points: (points: number) => count(points, 'point'),
    telegram: 'Telegram',
    email: 'Email',
    contactHidden: 'Contact hidden',
    noContact: 'No way to reach',
    hidden: 'hidden',
    none: 'none',
    momentum: (points: number, days: number) =>
      (points === 0 ? 'As many points as' : `${count(Math.abs(points), 'point')} ${points < 0 ? 'fewer' : 'more'} than`) +
      ` in the ${days === 1 ? 'day' : `${days} days`} before`,
  },
  leads: {
    title: 'Leads',
    total: (leads: number) => count(leads, 'lead'),
    failed: 'The leads could not be loaded.',
    firstPage: 'Show the first page',
    pages: 'Pages of leads',
    previous: 'Previous',
    next: 'Next',
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
    shorter: 'The list has become shorter: this page of it is empty.',
    nobody: 'No leads yet: nobody has registered. They appear here as soon as somebody does.',
    notByName: 'Names, usernames and email addresses are hidden from your key, so that nothing can be found by them.',
    nothing: (tier: Tier | null, search: ReactNode, cools: string | null): ReactNode => (
      <>
        No {tier ? `${lower(tier)} lead` : 'lead'}
        {search && <> has {search} in name, username or email</>}
        {cools !== null && `${search ? ' and' : ''} cools ${cools.toLowerCase()}`}
        {search || cools !== null ? '.' : ' at present.'}
      </>
    ),
    showAll: 'Show all leads',
    search: 'Search',
    searchFor: 'Name, username or email',
    tier: 'Tier',
    allTiers: 'All tiers',
    cools: 'Cools',
    anyTime: 'Any time',
    segment: 'Segment',
    anySegment: 'Any or none',
    onlyOfSegment: (name: ReactNode): ReactNode => <>Only leads of the segment {name} are shown.</>,
    within: { '24h': 'Within 24 hours', '3d': 'Within 3 days' },
    becameHot: (leads: number) => `Became hot today: ${format.number(leads)}`,
    becameHotSince: (timeZone: string) => `Since midnight in ${timeZone}`,
    becameHotMore: (shown: number): string =>
      `The list holds the ${format.number(shown)} who became hot last; "What changed" has all of them.`,
    notOfThese: 'No lead that became hot today fits.',
    sortBy: 'Sort by',
    sortDescending: 'Sort the other way: descending',
    sortAscending: 'Sort the other way: ascending',
    contact: 'Contact',
    columns: {
      firstName: 'Name',
      leadScore: 'Tier',
      totalEvents: 'Events',
      activeDays: 'Days',
      momentum: 'Momentum',
      lastActivity: 'Last activity',
      fallsAt: 'Cools',
      username: 'Username',
      email: 'Email',
      registeredAt: 'Registered',
      userId: 'User id',
    },
  },
  campaign: {
    cancel: 'Cancel',
    download: 'Download CSV',
    copyUserIds: 'Copy user ids',
    copyUsernames: 'Copy usernames',
    usernamesHidden: 'Usernames are hidden from your key.',
    fetching: 'Fetching the list…',
    manual: 'The browser does not let this page copy. Copy from here:',
    cancelled: 'Cancelled; nothing was saved.',
    pageFailed: 'The list could not be made: this page failed.',
    saved: (file: string, leads: number) => `${file} holds all ${count(leads, 'lead')}.`,
    copiedUserIds: (ids: number) => `Copied ${count(ids, 'user id')}.`,
    copiedUsernames: (usernames: number, missing: number) =>
      `Copied ${count(usernames, 'username')}.` +
      (missing > 0 ? ` ${count(missing, 'lead has', 'leads have')} none.` : ''),
    silent: 'The list did not arrive whole: the service fell silent.',
    brokeOff: 'The list did not arrive whole: the connection broke off.',
    notWhole: (leads: number, total: string) => `The list is not whole: ${leads} of ${total} leads arrived.`,
  },
  panel: {
    none: 'No such lead',
    lead: (id: string) => `Lead ${id}`,
    close: 'Close',
    failed: 'The lead could not be loaded.',
    nobody: (id: string) => `Nobody with the id ${id} has registered.`,
    username: 'Username',
    email: 'Email',
    lastActivity: 'Last activity',
    registered: 'Registered',
    userId: 'User id',
    noneInWindow: 'none in the window',
    unknown: 'unknown',
    events: 'Recent events',
    noEvents: 'No events yet.',
    latest: (events: number, total: number) => `The latest ${events} of ${count(total, 'event')}.`,
    timesIn: (timeZone: string, scoring: string) =>
      timeZone === scoring
        ? `Times are in ${timeZone}.`
        : `Days are days in ${scoring}, as active days are; times are in ${timeZone}, your time zone.`,
    details: 'details',
  },
  why: {
    title: (tier: Tier) => `Why ${lower(tier)}`,
    missing: (points: number, days: number, unit: Unit, tier: Tier) => {
      const parts = [
        ...(points > 0 ? [count(points, `more ${unit}`)] : []),
        ...(days > 0 ? [count(days, 'more active day')] : []),
      ];
      return `${format.list(parts)} to ${lower(tier)}`;
    },
    within: (days: number) => `All of it within ${days} × 24 hours: what is older does not count.`,
    falls: (tier: Tier, time: ReactNode): ReactNode => (
      <>
        {tier === 'COLD' ? 'Gets cold' : `Cools to ${lower(tier)}`} on {time} unless something happens
      </>
    ),
    needs: (tier: Tier) => `For ${lower(tier)}`,
    points: (points: number, needed: number, unit: Unit) => `${count(points, unit)}, ${needed} needed`,
    days: (days: number, needed: number) => `${count(days, 'active day')}, ${needed} needed`,
    enough: 'Enough:',
    tooFew: 'Too few:',
    byDay: (unit: Unit): string =>
      unit === 'event' ? 'Events day by day, added to those before' : 'Points day by day, added to those before',
    threshold: (tier: Tier, points: number) => `${tiers[tier]} ${points}`,
    day: (day: string, points: number, sum: number, unit: Unit) => `${day}: ${count(points, unit)}, ${sum} by then`,
    through: (first: string, last: string) => `${first} to ${last}`,
    byTier: (days: number) => `Tier at the end of each of ${count(days, 'day')}`,
    byType: 'By type of event',
    withoutType: 'without a type',
    otherTypes: (types: number) => count(types, 'other type'),
  },
  changes: {
    title: 'What changed',
    bell: (title: string, news: string) => `${title}: ${news} new`,
    total: (changes: number) => count(changes, 'change'),
    failed: 'The changes could not be loaded.',
    none: 'No tier has changed yet since changes are recorded.',
    noneSuch: 'No such change.',
    showAll: 'Show all changes',
    pages: 'Pages of changes',
    newer: 'Newer',
    older: 'Older',
    day: 'Day',
    dayIn: (timeZone: string) => `Day in ${timeZone}`,
    allDays: 'All days',
    today: 'Today',
    yesterday: 'Yesterday',
    isNew: 'new',
    to: 'to',
    gone: 'no longer registered',
    reasons: {
      EVENTS: 'by new activity',
      LOST_EVENTS: 'as events were changed or deleted',
      EXPIRY: 'as activity has aged',
      REGISTRATION: 'by registration',
      REMOVAL: 'the registration is gone',
      RULES: 'by other rules',
    },
  },
  rules: {
    title: 'Try other rules',
    back: 'Back to the leads',
    why:
      'Move the sliders to see how many leads each tier would have. Nothing changes by it: the rules are settings of ' +
      'the service.',
    notLoaded: 'The rules could not be loaded.',
    failed: 'The tiers could not be counted.',
    window: 'Days that count, back from now',
    least: { event: 'Events, at least', point: 'Points, at least' },
    leastDays: 'Active days, at least',
    instead: (value: string) => `instead of ${value}`,
    types: 'What events of each type are worth',
    weight: 'Points of an event',
    maxPerDay: 'Events of a day that count, at most',
    all: 'all',
    otherType: 'Another type of event',
    add: 'Add',
    zone: 'Days are days in',
    reset: 'Back to the rules in force',
    tier: 'Tier',
    now: 'Now',
    then: 'By these rules',
    change: 'Change',
    moves: 'Who would move',
    nobody: 'Nobody.',
    move: (leads: number, from: Tier, to: Tier) => `${count(leads, 'lead')} from ${lower(from)} to ${lower(to)}`,
    settings: 'To have these rules, set',
    settingsWhere: (asArguments: boolean, asVariables: boolean): string =>
      asArguments && asVariables
        ? 'As for a shell: what begins with two hyphens is an argument of the service, the rest are environment variables.'
        : asArguments
          ? 'Arguments of the service, as for a shell.'
          : 'Environment variables, as for a shell.',
    settingsInFile: 'The same in appsettings.json',
    settingsInFileOnly: 'In appsettings.json, because not all of these names can be set elsewhere. Merge it into yours.',
  },
  campaigns: {
    title: 'Campaigns',
    create: 'New campaign',
    all: 'All campaigns',
    total: (campaigns: number) => count(campaigns, 'campaign'),
    failed: 'The campaigns could not be loaded.',
    oneFailed: 'The campaign could not be loaded.',
    outcomeFailed: 'What came of it could not be read.',
    pageFailed: 'This page did not load.',
    none: 'No campaigns yet',
    noneWhy:
      'A campaign takes the leads that you filter, splits them between messages at random, and gives you a list for ' +
      'each message. Some days later it tells which message did better.',
    noStore: 'Campaigns need a store, and this service has none.',
    noStoreWhy: (command: ReactNode): ReactNode => (
      <>Whoever runs the service creates it with the command {command}. Then load this page again.</>
    ),
    noRight: (right: ReactNode): ReactNode => (
      <>Your key does not allow that. Ask for a key with the right {right}, and sign in with it.</>
    ),
    gone: (id: string) => `There is no campaign ${id}. It may have been deleted.`,
    pages: 'Pages of campaigns',
    name: 'Campaign',
    state: 'State',
    made: 'Made',
    madeBy: (time: ReactNode, name: string | null): ReactNode => (name ? <>{time} by {name}</> : time),
    members: 'Members',
    converted: 'Converted',
    status: { RUNNING: 'Running', FINISHED: 'Finished', CLOSED: 'Closed' },
    ofMembers: (converted: number, members: number) => `${format.number(converted)} of ${format.number(members)}`,
    unknown: 'unknown',
    everyTier: 'All tiers',
    who: 'Chosen',
    ofSegment: (name: ReactNode): ReactNode => <>in the segment {name}</>,
    withText: (text: ReactNode): ReactNode => <>with {text} in name, username or email</>,
    leftOut: 'Left out',
    notContacted: (within: number) => `leads that were on a list within the ${days(within)} before`,
    optedOut: (types: string) => `leads that had ${types}`,
    ofCampaigns: (ids: string[]) => `members of ${ids.length === 1 ? 'campaign' : 'campaigns'} ${format.list(ids)}`,
    nobody: 'nobody',
    goal: 'Goal',
    goalWithin: (types: string, within: number) => `${types} within ${days(within)}`,
    days: (over: number, all: number) => `${format.number(over)} of ${days(all)} over`,
    countsUntil: (time: ReactNode): ReactNode => <>Goal events count until {time}.</>,
    pending: (pending: number, members: number) =>
      `${format.number(pending)} of ${count(members, 'member')} ${
        form(pending, { one: 'has', other: 'have' })} not converted yet and still ${
        form(pending, { one: 'has', other: 'have' })} time.`,
    lists: 'Lists',
    listsWhy: 'Send each message to its list. A list that you take again is the same.',
    leads: (leads: number) => count(leads, 'lead'),
    copy: 'Copy user ids',
    download: 'Download CSV',
    downloadExcel: 'Download Excel',
    copyOf: (what: string, variant: string) => `${what} of ${variant}`,
    holdout: 'No message',
    holdoutWhy: (members: number, percent: number) =>
      `${count(members, 'member')} (${percent}\u00a0% of all, chosen at random) ${
        form(members, { one: 'gets', other: 'get' })} no message and ${
        form(members, { one: 'is', other: 'are' })} on no list. What they do shows what happens without one; a message ` +
      'is worth what it adds to that.',
    onNoList: 'on no list',
    results: 'Results',
    soFar: 'Results so far',
    finding: ({ first, second, better, worse, undecided }: Finding, isRunning: boolean) => {
      const other = second ?? 'no message';
      const open = isRunning ? 'it is too early to tell' : 'it is too close to tell';
      if (better.length + worse.length === 0) {
        return `Between ${first} and ${other} ${open}.`;
      }
      // What "ones" are has been said where a tier has been named.
      const noun = [...better, ...worse].some((scope) => scope !== 'ALL') ? 'ones' : 'leads';
      const clauses = [
        ...(better.length > 0 ? [`${first} does better than ${other} ${among(better, 'leads', true)}`] : []),
        ...(worse.length > 0
          ? [better.length > 0
            ? `${among(worse, 'ones', false)} it does worse`
            : `${first} does worse than ${other} ${among(worse, 'leads', true)}`]
          : []),
        ...(undecided.length > 0 ? [`${among(undecided, noun, false)} ${open}`] : []),
      ];
      return `${clauses.join('; ')}.`;
    },
    otherFindings: ({ isRest, withNone }: OtherFindings, isRunning: boolean) => {
      if (isRest) {
        return `The other comparisons${withNone ? ', also with no message,' : ''} are too ${
          isRunning ? 'early' : 'close'} to tell.`;
      }
      return `Between the messages${withNone ? ', and between each and no message,' : ''} it is too ${
        isRunning ? 'early' : 'close'} to tell.`;
    },
    tooClose:
      'Too close to tell: the difference may be chance, because there are too few members, or because there is none.',
    closedEarly:
      'It was closed before its days were over, so nothing is decided: if you choose when to stop, you may stop just ' +
      'when one message is ahead by chance.',
    tooEarly: 'While the days are running nothing is decided: if you look often enough, one message will be ahead by chance.',
    oneMessage: 'There was one message and nobody without, so there is nothing to compare it with.',
    interval: (low: string, high: string) => `95\u00a0% interval ${low} to ${high}`,
    median: (time: string) => `half of them within ${time}`,
    bars: 'The bar is the share that converted; the line below it is where the true share lies, in 19 of 20 cases.',
    moved: (rose: number, fell: number, members: number) =>
      `Of ${count(members, 'member')}, ${format.number(rose)} ${form(rose, { one: 'is', other: 'are' })} in a hotter ` +
      `tier now than at the start, and ${format.number(fell)} in a cooler one or not registered any more.`,
    rose: (leads: number) => `${format.number(leads)} rose a tier`,
    fell: (leads: number) => `${format.number(leads)} fell a tier`,
    close: 'Close',
    closeTitle: 'Close this campaign?',
    closeWhy:
      'Goal events from now on do not count, and it cannot be opened again. Its lists and its numbers stay, but of a ' +
      'campaign closed before its days are over it is not said which message did better.',
    closeNow: 'Close it',
    remove: 'Delete',
    removeTitle: 'Delete this campaign?',
    removeWhy:
      'Its members, lists and result are deleted for good, and so is the knowledge of whom it wrote to: other ' +
      'campaigns do not leave them out any more.',
    removeNow: 'Delete it',
    keep: 'Keep it',
    notDone: 'That did not work.',
  },
  newCampaign: {
    title: 'New campaign',
    why: 'Who is in it is decided once, when you create it: each member gets one of the messages, at random.',
    templates: 'Begin with a template',
    template: {
      HOT: { title: 'Hot: direct message now', why: 'One personal message to each, today.', name: 'Hot leads, direct message' },
      WARM: {
        title: 'Warm: series over 3 to 5 days',
        why: 'Two messages to compare, and a hold-out.',
        name: 'Warm leads, series',
      },
      COOL: {
        title: 'Cool: reactivation broadcast',
        why: 'Two messages to compare, to those not written to for two weeks.',
        name: 'Cool leads, reactivation',
      },
    },
    name: 'Name',
    who: 'Who is written to',
    tiers: 'Tiers',
    tiersWhy: 'None chosen means all.',
    search: 'Only with this text in name, username or email',
    segment: 'Only in this segment of the settings',
    noSegment: 'Any or none',
    segmentOf: (name: string, leads: number) => `${name} (${count(leads, 'lead')})`,
    filters: 'As in the list',
    cools: (within: string) => `only those who cool ${within.toLowerCase()}`,
    becameHot: 'only those who became hot today',
    leaveOut: 'Who is left out',
    notContactedDays: 'Written to within so many days',
    notContactedWhy: 'Empty means that nobody is left out for that.',
    optOut: 'Had one of these events, such as a block of the bot',
    optOutWhy: 'None chosen means those of the settings of the service.',
    exclude: 'Members of these campaigns',
    newestOf: (shown: number, all: number) => `These are the newest ${format.number(shown)} of ${count(all, 'campaign')}.`,
    leavesOut: (leads: number) => (leads === 0 ? 'Leaves out nobody.' : `Leaves out ${count(leads, 'lead')}.`),
    messages: 'Messages',
    message: (place: number) => `Message ${place}`,
    messageName: 'Message',
    share: 'Share in %',
    addMessage: 'Add a message',
    removeMessage: (name: string) => `Remove ${name}`,
    equalShares: 'Share equally',
    sum: (sum: number): string => (sum === 100 ? 'The shares add up to 100 %.' : `The shares add up to ${sum} %; they must add up to 100 %.`),
    holdout: 'Get no message, to compare with, in %',
    holdoutWhy: 'Without such a hold-out you see which message does better, but not whether writing helps at all. 0 to 50.',
    goal: 'Goal',
    goalWhy: 'What the members are to do. An event of one of these types counts:',
    otherType: 'Another type of event',
    add: 'Add',
    withinDays: 'Within how many days',
    count: 'How many members',
    steps: {
      matched: 'Chosen',
      optedOut: 'want no messages',
      contacted: 'written to lately',
      excluded: 'in other campaigns',
      members: 'Members',
    } satisfies Record<Step, string>,
    get: (name: string) => `get ${name}`,
    getNone: 'get no message',
    about: (leads: number) => `about ${format.number(leads)}`,
    nobodyLeft: 'Nobody is left. Choose more tiers, or leave out fewer.',
    create: 'Create the campaign',
    creating: 'Creating…',
    notCreated: 'The campaign was not created.',
    wrong: 'Look at what is marked in red.',
    notCounted: 'The members could not be counted.',
    problems: {
      name: 'A name has 1 to 200 characters.',
      search: 'That text is too long.',
      segment: 'There is no such segment in the settings of the service any more.',
      notContactedDays: 'A whole number from 1 to 365, or nothing.',
      exclude: 'One of these campaigns does not exist any more, or there are more than 20.',
      optOutEventTypes: 'At most 20 types, each of 1 to 255 characters.',
      variants: 'There are 1 to 10 messages, whose shares add up to 100.',
      variantName: 'Each message has a name of its own, of 1 to 200 characters.',
      variantShare: 'A whole number from 1 to 100.',
      holdoutPercent: 'A whole number from 0 to 50.',
      goalEventTypes: 'A goal has 1 to 20 types of events.',
      goalWithinDays: 'A whole number from 1 to 365.',
      input: 'Nobody would be a member: no lead matches, or all of them are left out.',
    },
  },
};

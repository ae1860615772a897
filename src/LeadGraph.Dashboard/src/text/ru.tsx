import type { ReactNode } from 'react';
import { formatOf } from './format';
import type { Texts } from './language';
import { pluralOf } from './plural';

type Tier = keyof Texts['tier']['names'];
type Unit = 'event' | 'point';
type Scope = Tier | 'ALL';
type Forms = Record<'one' | 'few' | 'many' | 'other', string>;

const format = formatOf('ru', { justNow: 'только что', now: 'сейчас' });
const form = pluralOf<keyof Forms>('ru');
const count = (value: number, forms: Forms) => `${format.number(value)} ${form(value, forms)}`;
// Whole numbers are never of the category "other", which is that of fractions.
const forms = (one: string, few: string, many: string): Forms => ({ one, few, many, other: few });

const tiers: Record<Tier, string> = { HOT: 'Горячий', WARM: 'Тёплый', COOL: 'Прохладный', COLD: 'Холодный' };
const nominatives: Record<Tier, string> = { HOT: 'Горячие', WARM: 'Тёплые', COOL: 'Прохладные', COLD: 'Холодные' };
const genitive: Record<Tier, string> = { HOT: 'горячего', WARM: 'тёплого', COOL: 'прохладного', COLD: 'холодного' };
const genitives: Record<Tier, string> = { HOT: 'горячих', WARM: 'тёплых', COOL: 'прохладных', COLD: 'холодных' };

const day = forms('день', 'дня', 'дней');
const activeDay = forms('активный день', 'активных дня', 'активных дней');
const lead = forms('лид', 'лида', 'лидов');
const point = forms('балл', 'балла', 'баллов');
const units: Record<Unit, Forms> = { event: forms('событие', 'события', 'событий'), point };
// After "от" and "меньше", and for what somebody has none of.
const ofUnits: Record<Unit, Forms> = {
  event: forms('события', 'событий', 'событий'),
  point: forms('балла', 'баллов', 'баллов'),
};
const lastDays = (days: number) =>
  days === 1 ? 'последние сутки' : `последние ${format.number(days)} ${form(days, forms('сутки', 'суток', 'суток'))}`;

const member = forms('участник', 'участника', 'участников');
const fullDays = forms('сутки', 'суток', 'суток');

/** «в целом», «среди горячих и тёплых лидов» или и то и другое. */
function among(scopes: readonly Scope[], noun: string, allFirst: boolean): string {
  const ofTiers = scopes.filter((scope) => scope !== 'ALL');
  const parts = ofTiers.length > 0 ? [`среди ${format.list(ofTiers.map((tier) => genitives[tier]))}${noun}`] : [];
  const all = scopes.includes('ALL') ? ['в целом'] : [];
  return format.list(allFirst ? [...all, ...parts] : [...parts, ...all]);
}

/** The texts of the page in Russian. */
export const ru: Texts = {
  format,
  page: {
    documentTitle: 'LeadGraph: кому звонить сегодня',
    title: 'Кому звонить сегодня',
    signOut: 'Выйти',
    failed: 'Страница сломалась',
    failedWhy: 'С лидами всё в порядке: не работает только то, что их показывает. Попробуйте загрузить страницу заново.',
    loadAgain: 'Загрузить заново',
    demo: 'Демоданные.',
    demoWhy: (setting: ReactNode) => (
      <>Эти люди и события выдуманы. Чтобы увидеть своих лидов, укажите свою базу данных в настройке {setting}.</>
    ),
    hidden: 'Личные данные скрыты.',
    hiddenWhy: (right: ReactNode) => (
      <>
        Ваш ключ показывает, насколько активны лиды, но не показывает имена, логины, почту, ссылки на Telegram и
        подробности событий. Вместо имени показан номер пользователя. Чтобы видеть больше, попросите ключ с правом{' '}
        {right}.
      </>
    ),
    asOf: (time: ReactNode) => <>по состоянию на {time}</>,
    loading: 'Загрузка',
  },
  problem: {
    tryAgain: 'Повторить',
    trying: 'Пробуем…',
    forbidden: 'У вашего ключа нет права читать лидов.',
    tooMany: 'Слишком много запросов. Подождите немного.',
    silent: 'Сервис не отвечает.',
    unreachable: 'Сервис недоступен.',
    codes: {
      INTERNAL_SERVER_ERROR: 'Сервис не смог прочитать данные. Причина записана в его журнале.',
      BUSY: 'Сервис занят. Попробуйте чуть позже.',
      TOO_MANY_REQUESTS: 'Слишком много запросов. Подождите немного.',
      TOO_MANY_READS: 'Это больше, чем сервис читает за раз.',
      READ_TOO_LARGE: 'Это больше, чем сервис читает за раз.',
      DOCUMENT_TOO_LARGE: 'Это больше, чем сервис читает за раз.',
      FILTER_TOO_LARGE: 'Такой большой фильтр сервис не принимает.',
      HC0045: 'Сервис считал слишком долго. Попробуйте чуть позже.',
      HC0047: 'Это больше, чем сервис читает за раз.',
      HC0078: 'Это место в списке больше не известно. Начните с первой страницы.',
      CURSOR_OF_OTHER_ORDER: 'Это место в списке больше не известно. Начните с первой страницы.',
      CURSOR_OF_OTHER_MOMENT: 'Это место в списке больше не известно. Начните с первой страницы.',
      CURSOR_OF_OTHER_STORE: 'Это место в списке больше не известно. Начните с первой страницы.',
      CHANGES_DELETED: 'Такие старые изменения уже не хранятся. Начните с первой страницы.',
      TOO_MANY_CAMPAIGNS: 'Больше кампаний не хранится. Сначала удалите старую.',
      CAMPAIGN_NOT_FOUND: 'Такой кампании больше нет.',
      STORE_MISSING: 'Изменения не записываются: для них нет хранилища. Его создаёт команда «database install».',
      HISTORY_OUT_OF_RANGE: 'За эти дни сервис истории не знает.',
      AS_OF_OUT_OF_RANGE: 'На этот момент сервис активности не знает.',
      INVALID_TEXT: 'В тексте есть знак, которого не может быть ни у одного лида.',
      CROSS_SITE_REQUEST: 'Сервис не принимает запросов этой страницы: она с другого сайта.',
      AUTH_NOT_AUTHENTICATED: 'Сервис не принял ключ. Возможно, он устарел.',
    },
    told: (message) => `Сервис ответил: ${message}`,
    status: (status) => `Сервис ответил с кодом ${status ?? 'неизвестным'}.`,
  },
  signIn: {
    title: 'Вход',
    why: 'Этот сервис просит ключ. Он хранится, пока открыта эта вкладка, если браузер не должен его запомнить.',
    key: 'Ключ',
    remember: 'Запомнить в этом браузере',
    refused: 'Сервис не принял этот ключ. Возможно, в нём опечатка или он устарел.',
  },
  live: {
    connecting: 'Подключаемся…',
    connected: 'На связи',
    lost: 'Связь потеряна. Пробуем снова…',
    notices: 'Изменения уровней',
    dismiss: (name) => `Убрать сообщение: ${name}`,
    removed: 'больше не зарегистрирован',
    isNew: (to) => `— новый лид: ${to}`,
    moved: (isUp, from, to) => `${isUp ? 'теплеет' : 'остывает'}: ${from} → ${to}`,
  },
  tier: {
    names: tiers,
    title: 'Уровни',
    failed: 'Не удалось посчитать уровни.',
    leads: (leads) => form(leads, lead),
    sinceLastWeek: (date) => `по сравнению с прошлой неделей: конец дня ${date}`,
    thanOn: (leads, date) =>
      leads === 0
        ? `столько же, сколько к концу дня ${date}`
        : `на ${format.number(Math.abs(leads))} ${leads > 0 ? 'больше' : 'меньше'}, чем к концу дня ${date}`,
    showAll: 'Показать все уровни',
    showOnly: (tier) => `Показать только ${genitives[tier]} лидов`,
    chartFailed: 'Диаграмма не загрузилась. Повторить',
    atLeast: (points, days, unit) =>
      (points === 0 ? `любое число ${ofUnits[unit].many}` : `от ${count(points, ofUnits[unit])}`) +
      (days > 1 ? `, от ${count(days, forms('активного дня', 'активных дней', 'активных дней'))}` : ''),
    fewer: (points, unit) => `меньше ${count(points, ofUnits[unit])}`,
    less: 'всё, что меньше',
    window: (days, timeZone) =>
      `Считаются события за ${lastDays(days)}; дни — по часовому поясу ${timeZone}. ` +
      'Лид стоит на самом горячем уровне, до которого дотянулся.',
    touched: (days, touched, withAhead) =>
      `${days}\u00a0×\u00a024\u00a0часа затрагивают ${count(
        touched,
        forms('календарный день', 'календарных дня', 'календарных дней'),
      )}.` + (withAhead ? ' События с датой в будущем тоже считаются.' : ''),
  },
  trend: {
    title: (tier, days) => `${nominatives[tier]} лиды за ${count(days, day)}`,
    week: (date, leads, more) =>
      `${date}, к концу дня: ${format.number(leads)}, ` +
      (more === 0
        ? 'столько же, сколько неделей раньше'
        : `на ${format.number(Math.abs(more))} ${more > 0 ? 'больше' : 'меньше'}, чем неделей раньше`),
    day: (date, leads, entered, left) =>
      `${date}: ${count(leads, lead)}, пришло ${format.number(entered)}, ушло ${format.number(left)}`,
    legend: 'Сверху — лиды к концу каждого дня, снизу — на сколько больше или меньше, чем днём раньше.',
    failed: 'Не удалось загрузить историю.',
  },
  hot: {
    title: 'Горячие лиды',
    failed: 'Не удалось загрузить горячих лидов.',
    empty: 'Пока никто не зарегистрировался. Первый, кто это сделает, появится здесь.',
    loading: 'Загружаем горячих лидов',
  },
  lead: {
    activity: (events, days) => `${count(events, units.event)} за ${count(days, day)}`,
    points: (points) => count(points, point),
    telegram: 'Telegram',
    email: 'Почта',
    contactHidden: 'Контакт скрыт',
    noContact: 'Связаться нельзя',
    hidden: 'скрыто',
    none: 'нет',
    momentum: (points, days) =>
      (points === 0
        ? 'Столько же баллов, сколько'
        : `На ${count(Math.abs(points), point)} ${points < 0 ? 'меньше' : 'больше'}, чем`) +
      ` за ${days === 1 ? '' : `${format.number(days)} `}${form(days, forms('сутки', 'суток', 'суток'))} до этого`,
  },
  leads: {
    title: 'Лиды',
    total: (leads) => count(leads, lead),
    failed: 'Не удалось загрузить лидов.',
    firstPage: 'Показать первую страницу',
    pages: 'Страницы списка лидов',
    previous: 'Назад',
    next: 'Вперёд',
    page: (page, pages) => `Страница ${page} из ${pages}`,
    shorter: 'Список стал короче: эта его страница пуста.',
    nobody: 'Лидов пока нет: никто не зарегистрировался. Они появятся здесь, как только кто-нибудь это сделает.',
    notByName: 'Имена, логины и почта скрыты от вашего ключа, поэтому искать по ним нельзя.',
    nothing: (tier, search, cools) => (
      <>
        Нет {tier ? `${genitives[tier]} ` : ''}лидов
        {search && <>, у которых в имени, логине или почте есть {search}</>}
        {cools !== null && `,${search ? ' и' : ''} которые остынут ${cools.toLowerCase()}`}.
      </>
    ),
    showAll: 'Показать всех лидов',
    search: 'Поиск',
    searchFor: 'Имя, логин или почта',
    tier: 'Уровень',
    allTiers: 'Все уровни',
    cools: 'Остынет',
    anyTime: 'Когда угодно',
    segment: 'Сегмент',
    anySegment: 'Любой или никакой',
    onlyOfSegment: (name) => <>Показаны только лиды сегмента {name}.</>,
    within: { '24h': 'За 24 часа', '3d': 'За 3 дня' },
    becameHot: (leads) => `Стали горячими сегодня: ${format.number(leads)}`,
    becameHotSince: (timeZone) => `С полуночи по часовому поясу ${timeZone}`,
    becameHotMore: (shown) =>
      `В списке ${format.number(shown)} ставших горячими последними; все — на странице «Что изменилось».`,
    notOfThese: 'Среди ставших горячими сегодня таких лидов нет.',
    sortBy: 'Сортировка',
    sortDescending: 'Сортировать наоборот: по убыванию',
    sortAscending: 'Сортировать наоборот: по возрастанию',
    contact: 'Связь',
    columns: {
      firstName: 'Имя',
      leadScore: 'Уровень',
      totalEvents: 'События',
      activeDays: 'Дни',
      momentum: 'Динамика',
      lastActivity: 'Активность',
      fallsAt: 'Остынет',
      username: 'Логин',
      email: 'Почта',
      registeredAt: 'Регистрация',
      userId: 'Номер',
    },
  },
  campaign: {
    cancel: 'Отменить',
    download: 'Скачать CSV',
    copyUserIds: 'Копировать номера',
    copyUsernames: 'Копировать логины',
    usernamesHidden: 'Логины скрыты от вашего ключа.',
    fetching: 'Загружаем список…',
    manual: 'Браузер не даёт странице копировать. Скопируйте отсюда:',
    cancelled: 'Отменено; ничего не сохранено.',
    pageFailed: 'Не удалось составить список: ошибка на странице.',
    saved: (file, leads) => `${file}: все ${count(leads, lead)}.`,
    copiedUserIds: (ids) => `Скопировано: ${count(ids, forms('номер', 'номера', 'номеров'))}.`,
    copiedUsernames: (usernames, missing) =>
      `Скопировано: ${count(usernames, forms('логин', 'логина', 'логинов'))}.` +
      (missing > 0 ? ` Без логина: ${count(missing, lead)}.` : ''),
    silent: 'Список пришёл не целиком: сервис замолчал.',
    brokeOff: 'Список пришёл не целиком: связь оборвалась.',
    notWhole: (leads, total) => `Список не полон: пришло лидов ${leads} из ${total}.`,
  },
  panel: {
    none: 'Нет такого лида',
    lead: (id) => `Лид ${id}`,
    close: 'Закрыть',
    failed: 'Не удалось загрузить лида.',
    nobody: (id) => `Никто с номером ${id} не зарегистрирован.`,
    username: 'Логин',
    email: 'Почта',
    lastActivity: 'Активность',
    registered: 'Регистрация',
    userId: 'Номер',
    noneInWindow: 'в этот срок не было',
    unknown: 'неизвестно',
    events: 'Последние события',
    noEvents: 'Событий пока нет.',
    latest: (events, total) => `Последние ${events} из ${count(total, ofUnits.event)}.`,
    timesIn: (timeZone, scoring) =>
      timeZone === scoring
        ? `Время указано по часовому поясу ${timeZone}.`
        : `Дни, как и активные дни, — по часовому поясу ${scoring}; время — по вашему часовому поясу ${timeZone}.`,
    details: 'подробности',
  },
  why: {
    title: (tier) => `Почему ${tiers[tier].toLowerCase()}`,
    missing: (points, days, unit, tier) => {
      const parts = [
        ...(points > 0 ? [count(points, units[unit])] : []),
        ...(days > 0 ? [count(days, activeDay)] : []),
      ];
      return `Ещё ${format.list(parts)} до ${genitive[tier]}`;
    },
    within: (days) => `Всё за ${days} × 24 часа: что раньше, то не считается.`,
    falls: (tier, time) => (
      <>
        Если ничего не произойдёт, {tier === 'COLD' ? 'станет холодным' : `остынет до ${genitive[tier]}`}: {time}
      </>
    ),
    needs: (tier) => `Для ${genitive[tier]}`,
    points: (points, needed, unit) => `${count(points, units[unit])}, нужно ${needed}`,
    days: (days, needed) => `${count(days, activeDay)}, нужно ${needed}`,
    enough: 'Достаточно:',
    tooFew: 'Мало:',
    byDay: (unit) => (unit === 'event' ? 'События по дням, с накоплением' : 'Баллы по дням, с накоплением'),
    threshold: (tier, points) => `${tiers[tier]} ${points}`,
    day: (date, points, sum, unit) => `${date}: ${count(points, units[unit])}, всего ${sum}`,
    through: (first, last) => `${first} — ${last}`,
    byTier: (days) => `Уровень к концу дня, за ${count(days, day)}`,
    byType: 'По типам событий',
    withoutType: 'без типа',
    otherTypes: (types) => `ещё ${count(types, forms('тип', 'типа', 'типов'))}`,
  },
  changes: {
    title: 'Что изменилось',
    bell: (title, news) => `${title}: новых ${news}`,
    total: (changes) => count(changes, forms('изменение', 'изменения', 'изменений')),
    failed: 'Не удалось загрузить изменения.',
    none: 'С тех пор как изменения записываются, ни один уровень ещё не сменился.',
    noneSuch: 'Таких изменений нет.',
    showAll: 'Показать все изменения',
    pages: 'Страницы списка изменений',
    newer: 'Новее',
    older: 'Старее',
    day: 'День',
    dayIn: (timeZone) => `День (${timeZone})`,
    allDays: 'Все дни',
    today: 'Сегодня',
    yesterday: 'Вчера',
    isNew: 'новое',
    to: 'теперь',
    gone: 'больше не зарегистрирован',
    reasons: {
      EVENTS: 'новая активность',
      LOST_EVENTS: 'события изменены или удалены',
      EXPIRY: 'активность устарела',
      REGISTRATION: 'регистрация',
      REMOVAL: 'регистрации больше нет',
      RULES: 'другие правила',
    },
  },
  rules: {
    title: 'Примерить другие правила',
    back: 'Назад к лидам',
    why:
      'Двигайте ползунки и смотрите, сколько лидов было бы на каждом уровне. От этого ничего не меняется: правила ' +
      'задаются в настройках сервиса.',
    notLoaded: 'Не удалось загрузить правила.',
    failed: 'Не удалось посчитать уровни.',
    window: 'За сколько суток считать',
    least: { event: 'Событий от', point: 'Баллов от' },
    leastDays: 'Активных дней от',
    instead: (value) => `вместо ${value}`,
    types: 'Сколько стоят события каждого типа',
    weight: 'Баллов за событие',
    maxPerDay: 'Событий за день в зачёт, не больше',
    all: 'все',
    otherType: 'Другой тип событий',
    add: 'Добавить',
    zone: 'Дни — по часовому поясу',
    reset: 'Вернуть действующие правила',
    tier: 'Уровень',
    now: 'Сейчас',
    then: 'Станет',
    change: 'Разница',
    moves: 'Кто сменил бы уровень',
    nobody: 'Никто.',
    move: (leads, from, to) => `${count(leads, lead)}: ${tiers[from]} → ${tiers[to]}`,
    settings: 'Чтобы ввести эти правила, задайте',
    settingsWhere: (asArguments, asVariables) =>
      asArguments && asVariables
        ? 'Для командной строки: то, что начинается с двух дефисов, — аргументы сервиса, остальное — переменные окружения.'
        : asArguments
          ? 'Аргументы сервиса для командной строки.'
          : 'Переменные окружения для командной строки.',
    settingsInFile: 'То же для файла appsettings.json',
    settingsInFileOnly:
      'Это для файла appsettings.json: не все из этих имён можно задать иначе. Добавьте к тому, что в нём уже есть.',
  },
  campaigns: {
    title: 'Кампании',
    create: 'Новая кампания',
    all: 'Все кампании',
    total: (campaigns) => count(campaigns, forms('кампания', 'кампании', 'кампаний')),
    failed: 'Не удалось загрузить кампании.',
    oneFailed: 'Не удалось загрузить кампанию.',
    outcomeFailed: 'Не удалось узнать, что из неё вышло.',
    pageFailed: 'Эта страница не загрузилась.',
    none: 'Кампаний пока нет',
    noneWhy:
      'Кампания берёт лидов, которых вы отобрали, случайно делит их между сообщениями и даёт список для каждого ' +
      'сообщения. Через несколько дней она скажет, какое сообщение сработало лучше.',
    noStore: 'Кампаниям нужно хранилище, а у этого сервиса его нет.',
    noStoreWhy: (command) => (
      <>Его создаёт команда {command}; её выполняет тот, кто ведёт сервис. Потом загрузите страницу заново.</>
    ),
    noRight: (right) => <>Ваш ключ этого не позволяет. Попросите ключ с правом {right} и войдите с ним.</>,
    gone: (id) => `Кампании ${id} нет. Возможно, её удалили.`,
    pages: 'Страницы списка кампаний',
    name: 'Кампания',
    state: 'Состояние',
    made: 'Создана',
    madeBy: (time, name) => (name ? <>{time}, {name}</> : time),
    members: 'Участники',
    converted: 'Достигли цели',
    status: { RUNNING: 'Идёт', FINISHED: 'Завершена', CLOSED: 'Закрыта' },
    ofMembers: (converted, members) => `${format.number(converted)} из ${format.number(members)}`,
    unknown: 'неизвестно',
    everyTier: 'Все уровни',
    who: 'Отобраны',
    ofSegment: (name) => <>из сегмента {name}</>,
    withText: (text) => <>с {text} в имени, логине или почте</>,
    leftOut: 'Исключены',
    notContacted: (within) => `кто был в списке за ${count(within, fullDays)} до этого`,
    optedOut: (types) => `у кого было ${types}`,
    ofCampaigns: (ids) => `участники ${ids.length === 1 ? 'кампании' : 'кампаний'} ${format.list(ids)}`,
    nobody: 'никто',
    goal: 'Цель',
    goalWithin: (types, within) => `${types} за ${count(within, fullDays)}`,
    days: (over, all) => `Прошло ${format.number(over)} из ${format.number(all)} суток`,
    countsUntil: (time) => <>События цели считаются до этого времени: {time}.</>,
    pending: (pending, members) =>
      `Ещё не достигли цели, но успевают: ${format.number(pending)} из ${format.number(members)}.`,
    lists: 'Списки',
    listsWhy: 'Отправьте каждое сообщение по его списку. Если взять список ещё раз, он будет тем же.',
    leads: (leads) => count(leads, lead),
    copy: 'Копировать номера',
    download: 'Скачать CSV',
    downloadExcel: 'Скачать Excel',
    copyOf: (what, variant) => `${what}: ${variant}`,
    holdout: 'Без сообщения',
    holdoutWhy: (members, percent) =>
      `Без сообщения: ${count(members, member)}, ${percent}\u00a0% от всех, выбраны случайно. Их нет ни в одном списке. По ним ` +
      'видно, что бывает без сообщения; сообщение стоит того, что оно к этому добавляет.',
    onNoList: 'ни в одном списке',
    results: 'Результаты',
    soFar: 'Результаты на сейчас',
    finding: ({ first, second, better, worse, undecided }, isRunning) => {
      const open = isRunning ? 'судить рано' : 'разница слишком мала, чтобы судить';
      if (better.length + worse.length === 0) {
        return isRunning
          ? `Что лучше, ${first} или ${second ?? 'отсутствие сообщения'}, говорить рано.`
          : `Между ${first} и ${second ?? 'отсутствием сообщения'} ${open}.`;
      }
      const other = second ?? 'без сообщения';
      // О ком речь, уже сказано там, где назван уровень.
      const noun = [...better, ...worse].some((scope) => scope !== 'ALL') ? '' : ' лидов';
      const clauses = [
        ...(better.length > 0 ? [`${first} лучше, чем ${other}, ${among(better, ' лидов', true)}`] : []),
        ...(worse.length > 0
          ? [better.length > 0
            ? `${among(worse, '', false)} — хуже`
            : `${first} хуже, чем ${other}, ${among(worse, ' лидов', true)}`]
          : []),
        ...(undecided.length > 0 ? [`${among(undecided, noun, false)} ${open}`] : []),
      ];
      return `${clauses.join('; ')}.`;
    },
    otherFindings: ({ isRest, withNone }, isRunning) =>
      `${isRest ? 'В остальных сравнениях' : 'В сравнениях сообщений'}${
        withNone ? ', в том числе с отсутствием сообщения,' : ''} ${
        isRunning ? 'судить рано' : 'разница слишком мала, чтобы судить'}.`,
    tooClose: 'Слишком мала: разница может быть случайной, потому что участников мало или разницы нет.',
    closedEarly:
      'Её закрыли до конца срока, поэтому ничего не решено: кто сам выбирает, когда остановиться, может остановиться на ' +
      'случайном победителе.',
    tooEarly: 'Пока дни идут, ничего не решено: кто смотрит часто, рано или поздно увидит случайного победителя.',
    oneMessage: 'Сообщение было одно и получили его все, поэтому сравнить его не с чем.',
    interval: (low, high) => `интервал 95\u00a0%: от ${low} до ${high}`,
    median: (time) => `половина — за ${time}`,
    bars: 'Столбец — доля достигших цели; черта под ним — где лежит настоящая доля в 19 случаях из 20.',
    moved: (rose, fell, members) =>
      `Из участников (${format.number(members)}) теперь на более горячем уровне, чем в начале: ${format.number(rose)}, ` +
      `на более холодном или больше не зарегистрированы: ${format.number(fell)}.`,
    rose: (leads) => `поднялись: ${format.number(leads)}`,
    fell: (leads) => `опустились: ${format.number(leads)}`,
    close: 'Закрыть',
    closeTitle: 'Закрыть эту кампанию?',
    closeWhy:
      'С этого момента события цели не считаются, и снова открыть её нельзя. Списки и числа останутся, но о кампании, ' +
      'закрытой до конца срока, не говорится, какое сообщение лучше.',
    closeNow: 'Закрыть её',
    remove: 'Удалить',
    removeTitle: 'Удалить эту кампанию?',
    removeWhy:
      'Участники, списки и результат удаляются навсегда, и с ними то, кому она писала: другие кампании больше не ' +
      'исключат этих людей.',
    removeNow: 'Удалить её',
    keep: 'Оставить',
    notDone: 'Не получилось.',
  },
  newCampaign: {
    title: 'Новая кампания',
    why: 'Кто в неё входит, решается один раз, при создании: каждому участнику случайно достаётся одно из сообщений.',
    templates: 'Начните с шаблона',
    template: {
      HOT: {
        title: 'Горячие: личное сообщение сейчас',
        why: 'Одно личное сообщение каждому, сегодня.',
        name: 'Горячие лиды, личное сообщение',
      },
      WARM: {
        title: 'Тёплые: серия на 3–5 дней',
        why: 'Два сообщения для сравнения и контрольная группа.',
        name: 'Тёплые лиды, серия',
      },
      COOL: {
        title: 'Прохладные: рассылка, чтобы вернуть',
        why: 'Два сообщения для сравнения тем, кому не писали две недели.',
        name: 'Прохладные лиды, возвращение',
      },
    },
    name: 'Название',
    who: 'Кому пишем',
    tiers: 'Уровни',
    tiersWhy: 'Если не выбрать, то все.',
    search: 'Только с этим текстом в имени, логине или почте',
    segment: 'Только из этого сегмента настроек',
    noSegment: 'Любой или никакой',
    segmentOf: (name, leads) => `${name} (${count(leads, lead)})`,
    filters: 'Как в списке',
    cools: (within) => `только те, кто остынет ${within.toLowerCase()}`,
    becameHot: 'только те, кто сегодня стал горячим',
    leaveOut: 'Кого исключаем',
    notContactedDays: 'Кому писали за столько суток',
    notContactedWhy: 'Если пусто, по этой причине не исключаем никого.',
    optOut: 'У кого было такое событие, например блокировка бота',
    optOutWhy: 'Если не выбрать, то как в настройках сервиса.',
    exclude: 'Участники этих кампаний',
    newestOf: (shown, all) => `Показаны последние ${format.number(shown)} из ${format.number(all)}.`,
    leavesOut: (leads) => (leads === 0 ? 'Не исключает никого.' : `Исключает ${count(leads, forms('лида', 'лида', 'лидов'))}.`),
    messages: 'Сообщения',
    message: (place) => `Сообщение ${place}`,
    messageName: 'Сообщение',
    share: 'Доля, %',
    addMessage: 'Добавить сообщение',
    removeMessage: (name) => `Убрать ${name}`,
    equalShares: 'Поровну',
    sum: (sum) => (sum === 100 ? 'Сумма долей — 100 %.' : `Сумма долей — ${sum} %, а должна быть 100 %.`),
    holdout: 'Без сообщения, для сравнения, %',
    holdoutWhy: 'Без контрольной группы видно, какое сообщение лучше, но не видно, помогают ли они вообще. От 0 до 50.',
    goal: 'Цель',
    goalWhy: 'Что участники должны сделать. Считается событие одного из этих типов:',
    otherType: 'Другой тип событий',
    add: 'Добавить',
    withinDays: 'За сколько суток',
    count: 'Сколько участников',
    steps: {
      matched: 'Отобраны',
      optedOut: 'не хотят сообщений',
      contacted: 'недавно писали',
      excluded: 'в других кампаниях',
      members: 'Участники',
    },
    get: (name) => `получат ${name}`,
    getNone: 'без сообщения',
    about: (leads) => `около ${format.number(leads)}`,
    nobodyLeft: 'Никого не осталось. Выберите больше уровней или исключите меньше.',
    create: 'Создать кампанию',
    creating: 'Создаём…',
    notCreated: 'Кампания не создана.',
    wrong: 'Посмотрите, что отмечено красным.',
    notCounted: 'Не удалось посчитать участников.',
    problems: {
      name: 'В названии от 1 до 200 знаков.',
      search: 'Этот текст слишком длинный.',
      segment: 'Такого сегмента в настройках сервиса больше нет.',
      notContactedDays: 'Целое число от 1 до 365 или ничего.',
      exclude: 'Одной из этих кампаний больше нет, или их больше 20.',
      optOutEventTypes: 'Не больше 20 типов, в каждом от 1 до 255 знаков.',
      variants: 'Сообщений от 1 до 10, и сумма их долей — 100.',
      variantName: 'У каждого сообщения своё название, от 1 до 200 знаков.',
      variantShare: 'Целое число от 1 до 100.',
      holdoutPercent: 'Целое число от 0 до 50.',
      goalEventTypes: 'У цели от 1 до 20 типов событий.',
      goalWithinDays: 'Целое число от 1 до 365.',
      input: 'Участников не было бы: никто не подходит или все исключены.',
    },
  },
};

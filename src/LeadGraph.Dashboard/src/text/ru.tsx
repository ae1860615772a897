import type { ReactNode } from 'react';
import { formatOf } from './format';
import type { Texts } from './language';
import { pluralOf } from './plural';

type Tier = keyof Texts['tier']['names'];
type Unit = 'event' | 'point';
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
    why: 'Этот сервис просит ключ. Он хранится, пока открыта эта вкладка, и больше нигде.',
    key: 'Ключ',
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
    sinceAWeekAgo: 'больше или меньше лидов, чем неделю назад',
    thanAWeekAgo: (leads) =>
      leads === 0
        ? 'столько же, сколько неделю назад'
        : `на ${format.number(Math.abs(leads))} ${leads > 0 ? 'больше' : 'меньше'}, чем неделю назад`,
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
    touched: (days) =>
      `${days}\u00a0×\u00a024\u00a0часа задевают ${count(
        days + 1,
        forms('календарный день', 'календарных дня', 'календарных дней'),
      )}.`,
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
    within: { '24h': 'За 24 часа', '3d': 'За 3 дня' },
    becameHot: (leads) => `Стали горячими сегодня: ${format.number(leads)}`,
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
    timesIn: (timeZone) => `Время указано по часовому поясу ${timeZone}.`,
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
    unknownZone: 'Сервис не знает этого часового пояса.',
    reset: 'Вернуть действующие правила',
    tier: 'Уровень',
    now: 'Сейчас',
    then: 'Станет',
    change: 'Разница',
    moves: 'Кто сменил бы уровень',
    nobody: 'Никто.',
    move: (leads, from, to) => `${count(leads, lead)}: ${tiers[from]} → ${tiers[to]}`,
    settings: 'Чтобы ввести эти правила, задайте',
  },
};

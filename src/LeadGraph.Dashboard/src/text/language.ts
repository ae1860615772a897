import { useSyncExternalStore } from 'react';
import { en } from './en';
import { ru } from './ru';

/** The texts of the page in one language. */
export type Texts = typeof en;

/** Something to be told in whatever language the page is in when it is shown. */
export type Message = (t: Texts) => string;

const texts = { en, ru } satisfies Record<string, Texts>;

/** A language of the page, by its code. */
export type Language = keyof typeof texts;

/** The languages of the page, each by its own name. */
export const languages: Record<Language, string> = { en: 'English', ru: 'Русский' };

const slot = 'leadgraph.language';
const listeners = new Set<() => void>();
let current: Language = 'en';

/** Begins with the language chosen earlier, or else with the one that the reader's browser prefers. */
export function startLanguage(): void {
  show(parse(remembered()) ?? preferred(navigator.languages));
}

/** Puts the page into a language, from now on and when it is opened again. */
export function chooseLanguage(language: Language): void {
  try {
    window.localStorage.setItem(slot, language);
  } catch {
    // The browser forbids the page to store anything: the choice holds until the page is left.
  }
  show(language);
}

/** The first of the languages, the most wanted first, in which there is the page; else English. */
export function preferred(wanted: readonly string[]): Language {
  return wanted.map((tag) => parse(tag.split('-')[0]?.toLowerCase())).find((language) => language !== null) ?? 'en';
}

/** The language that the page is in. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, () => current);
}

/** The texts of the page in the language that it is in. */
export function useText(): Texts {
  return texts[useLanguage()];
}

function show(language: Language): void {
  current = language;
  document.documentElement.lang = language;
  document.title = texts[language].page.documentTitle;
  listeners.forEach((listener) => {
    listener();
  });
}

function remembered(): string | null {
  try {
    return window.localStorage.getItem(slot);
  } catch {
    return null;
  }
}

function parse(code: string | null | undefined): Language | null {
  return code != null && Object.hasOwn(texts, code) ? (code as Language) : null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

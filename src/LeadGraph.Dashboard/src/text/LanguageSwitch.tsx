import { chooseLanguage, languages, useLanguage, type Language } from './language';

/** Puts the page into the other language. */
export function LanguageSwitch() {
  const language = useLanguage();
  const others = (Object.keys(languages) as Language[]).filter((one) => one !== language);
  return others.map((other) => (
    <button
      key={other}
      type="button"
      className="quiet"
      lang={other}
      onClick={() => {
        chooseLanguage(other);
      }}
    >
      {languages[other]}
    </button>
  ));
}

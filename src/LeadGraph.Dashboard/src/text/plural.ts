/**
 * The form of a word that goes with a number, by the rules of a language. English has "1 event" and "2 events", Russian
 * "1 событие", "2 события" and "5 событий".
 * @typeParam C The categories of the language, as https://cldr.unicode.org/index/cldr-spec/plural-rules has them.
 */
export function pluralOf<C extends Intl.LDMLPluralRule>(
  locale: string,
): (count: number, forms: Readonly<Record<C, string>>) => string {
  const rules = new Intl.PluralRules(locale);
  return (count, forms) => forms[rules.select(count) as C];
}

import { useId, type ReactNode } from 'react';
import { useText } from '../text/language';
import { Field, NumberField } from './Field';
import { mostVariants, sumOfShares, withEqualShares, withoutVariant, withShare, withVariant, type DraftVariant } from './draft';
import type { Problems } from './problems';

interface Properties {
  variants: DraftVariant[];
  onChange: (variants: DraftVariant[]) => void;
  problems: Problems;
  /** What else there is to say of who gets which message. */
  children: ReactNode;
}

/** The messages that are compared, each with its share of those who get one. */
export function Variants({ variants, onChange, problems, children }: Properties) {
  const texts = useText();
  const t = texts.newCampaign;
  const id = useId();
  const sum = sumOfShares(variants);
  const isRight = sum === 100;
  return (
    <fieldset className="form-part" aria-describedby={`${id}-sum ${id}-problem`}>
      <legend>{t.messages}</legend>
      {variants.map((variant, place) => (
        <div key={place} className="variant" role="group" aria-label={t.message(place + 1)}>
          <Field
            label={t.messageName}
            value={variant.name}
            maxLength={200}
            autoComplete="off"
            problem={problems.get(`variants.${place}.name`)}
            onChange={(name) => {
              onChange(variants.map((one, at) => (at === place ? { ...one, name } : one)));
            }}
          />
          <NumberField
            label={t.share}
            value={variant.share}
            problem={problems.get(`variants.${place}.share`)}
            onChange={(share) => {
              onChange(withShare(variants, place, share));
            }}
          />
          <button
            type="button"
            className="quiet"
            aria-label={t.removeMessage(variant.name.trim() || t.message(place + 1))}
            disabled={variants.length === 1}
            onClick={() => {
              onChange(withoutVariant(variants, place));
            }}
          >
            ×
          </button>
        </div>
      ))}
      <div className="variant-buttons">
        <button
          type="button"
          disabled={variants.length >= mostVariants}
          onClick={() => {
            onChange(withVariant(variants));
          }}
        >
          {t.addMessage}
        </button>
        {!isRight && (
          <button
            type="button"
            onClick={() => {
              onChange(withEqualShares(variants));
            }}
          >
            {t.equalShares}
          </button>
        )}
        <span id={`${id}-sum`} className={isRight ? 'muted' : 'problem'} role="status">
          {variants.length > 1 || !isRight ? t.sum(sum) : ''}
        </span>
      </div>
      <span id={`${id}-problem`} className="problem form-hint">
        {isRight && problems.get('variants')?.(texts)}
      </span>
      {children}
    </fieldset>
  );
}

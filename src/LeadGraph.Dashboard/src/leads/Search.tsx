import { useEffect, useRef, useState } from 'react';
import { useText } from '../text/language';
import { goTo } from '../view/useView';
import { firstPage, type View } from '../view/view';

const pauseMilliseconds = 250;

/** Looks for a text in names, usernames and addresses, while it is typed. */
export function Search({ view }: { view: View }) {
  const t = useText().leads;
  const [text, setText] = useState(view.search);

  // The address can change by the back button too; what is being typed comes back from it trimmed.
  const [known, setKnown] = useState(view.search);
  if (view.search !== known) {
    setKnown(view.search);
    if (view.search !== text.trim()) {
      setText(view.search);
    }
  }

  // One step back leads out of a search, not through its letters.
  const typing = useRef(false);
  const latest = useRef(view);
  const sent = useRef(view.search);
  useEffect(() => {
    latest.current = view;
    if (view.search !== sent.current) {
      // Somebody else changed it, such as the back button: whatever is typed now is another search.
      sent.current = view.search;
      typing.current = false;
    }
  }, [view]);
  useEffect(() => {
    const search = text.trim();
    if (search === latest.current.search) {
      return;
    }
    const timer = setTimeout(() => {
      sent.current = search;
      goTo({ ...latest.current, search, page: firstPage }, typing.current);
      typing.current = true;
    }, pauseMilliseconds);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);

  return (
    <label className="field search">
      <span>{t.search}</span>
      <input
        type="search"
        placeholder={t.searchFor}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
        onBlur={() => {
          typing.current = false;
        }}
      />
    </label>
  );
}

import { useEffect, useState } from 'react';

// A moving slider, or somebody typing, passes many values.
const pauseMilliseconds = 300;

/** The value that has stayed for a moment. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value);
    }, pauseMilliseconds);
    return () => {
      clearTimeout(timer);
    };
  }, [value]);
  return settled;
}

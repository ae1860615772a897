import { useText } from '../text/language';

/** Stands for the whole page where it failed. */
export function Broken() {
  const t = useText().page;
  return (
    <main className="page">
      <div className="card broken" role="alert">
        <h1>{t.failed}</h1>
        <p>{t.failedWhy}</p>
        <button
          type="button"
          onClick={() => {
            window.location.reload();
          }}
        >
          {t.loadAgain}
        </button>
      </div>
    </main>
  );
}

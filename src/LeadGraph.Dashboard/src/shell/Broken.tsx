/** Stands for the whole page where it failed. */
export function Broken() {
  return (
    <main className="page">
      <div className="card broken" role="alert">
        <h1>This page failed</h1>
        <p>The leads are safe; only what shows them has failed. Loading the page again may help.</p>
        <button
          type="button"
          onClick={() => {
            window.location.reload();
          }}
        >
          Load the page again
        </button>
      </div>
    </main>
  );
}

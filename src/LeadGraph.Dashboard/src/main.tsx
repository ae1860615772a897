import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { Boundary } from './shell/Boundary';
import { Broken } from './shell/Broken';
import { startLanguage } from './text/language';
import './base.css';

const root = document.getElementById('root');
if (!root) {
  throw new Error('The page has no place for the dashboard.');
}
startLanguage();
createRoot(root).render(
  <StrictMode>
    <Boundary fallback={() => <Broken />}>
      <App />
    </Boundary>
  </StrictMode>,
);

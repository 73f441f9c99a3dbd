import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { loadForLater } from './app/load-for-later.ts';
import { registerWorker } from './app/updates.ts';
import { openWorkspace } from './app/workspace.ts';
import './style/base.css';
import './style/frame.css';
import './style/text.css';
import './style/panels.css';

const place = document.querySelector('#root');
if (place === null) throw new Error('This is not the page of the writer');
const workspace = await openWorkspace();
createRoot(place).render(
  <StrictMode>
    <App workspace={workspace} />
  </StrictMode>,
);
registerWorker();
loadForLater();
// Browsers throw away what is stored for pages that they do not take for important.
void navigator.storage?.persist?.().catch(() => false);

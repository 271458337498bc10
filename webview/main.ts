import { ChatApp } from './chatApp.js';
import { adoptStyles } from './style/adoptStyles.js';
import { registerControls } from './view/controls.js';
import { registerElements } from './view/elements.js';

adoptStyles(document);
registerControls();
registerElements();

const app = new ChatApp(acquireVsCodeApi(), async () => {
  const { setWithKatex } = await import('./render/katexSetter.js');
  return setWithKatex;
});
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  app.host.receive(event.data);
});
document.body.append(app.element);
app.start();

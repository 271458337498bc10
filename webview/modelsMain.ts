import { ModelsApi } from '../src/protocol/models.js';
import { HostConnection } from './host/hostConnection.js';
import { parseModelsState } from './model/modelsState.js';
import { adoptSheets } from './style/adoptSheets.js';
import base from './style/base.css';
import controls from './style/controls.css';
import models from './style/models.css';
import { LemmaModelDetails } from './view/lemmaModelDetails.js';
import { LemmaModels } from './view/lemmaModels.js';

adoptSheets(document, [base, controls, models]);
customElements.define('lemma-model-details', LemmaModelDetails);
customElements.define('lemma-models', LemmaModels);

const vscode = acquireVsCodeApi();
const host = new HostConnection((message) => {
  vscode.postMessage(message);
});
const page = new LemmaModels();
page.host = host;
page.state = parseModelsState(vscode.getState());
page.keep = (state) => {
  vscode.setState(state);
};
host.subscribe(ModelsApi, {
  snapshot: (snapshot) => {
    page.take(snapshot);
  },
  downloads: ({ downloads }) => {
    page.takeDownloads(downloads);
  },
});
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  host.receive(event.data);
});
document.body.append(page);
page.start();

/** Id of the view in the side bar; the manifest declares it. */
export const CHAT_VIEW = 'lemma.chat';

/** View type of the chat in an editor; the manifest activates on it. */
export const CHAT_PANEL = 'lemma.chatEditor';

/** View type of the page of models; the manifest activates on it. */
export const MODELS_PANEL = 'lemma.models';

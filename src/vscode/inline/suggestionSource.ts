import { serverChoice } from '../server/serverChoice.js';

/**
 * Who writes suggestions: the chat's engine, with a model beside the chat's where one is chosen for them; that model alone, as the
 * chat's is at a server, to which code does not go at every stop of the hands; or nobody, where none is chosen then.
 */
export type SuggestionSource = 'chat' | 'own' | 'none';

/** The settings that say who writes suggestions. */
interface SourceSettings {
  get(name: 'server.url' | 'server.model' | 'inline.model'): string;
}

/** Absolute path of the model for suggestions; empty where none is chosen. */
export function inlineModelPath(settings: SourceSettings): string {
  return settings.get('inline.model').trim();
}

/** Who writes suggestions, by the settings of now. */
export function suggestionSource(settings: SourceSettings): SuggestionSource {
  if (!serverChoice(settings)) return 'chat';
  return inlineModelPath(settings) === '' ? 'none' : 'own';
}

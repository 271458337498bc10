import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHAT_PANEL, CHAT_VIEW, MODELS_PANEL } from '../../../src/vscode/webview/viewIds.js';
import { COMMANDS } from '../../../src/vscode/commands/commandIds.js';
import type { ContextKeys } from '../../../src/vscode/contextKeys.js';
import { WALKTHROUGH } from '../../../src/vscode/firstRun/walkthrough.js';
import { SETTINGS } from '../../../src/vscode/settingValues.js';

interface MenuEntry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

interface SettingEntry {
  readonly type: unknown;
  readonly default: unknown;
  readonly scope: unknown;
  readonly enum?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly properties?: Readonly<Record<string, SettingEntry>>;
  readonly enumDescriptions?: readonly string[];
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
    }[];
    readonly submenus: readonly { readonly id: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly keybindings: readonly (MenuEntry & { readonly key: string })[];
    readonly configuration: { readonly properties: Readonly<Record<string, SettingEntry>> };
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly svg: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const words = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const { contributes } = manifest;
/** One entry for each key: a missing one fails the build. */
const CONTEXT_KEYS: Readonly<Record<keyof ContextKeys, true>> = {
  'lemma.busy': true,
  'lemma.canAnswerNow': true,
  'lemma.hasTurns': true,
  'lemma.hasAsked': true,
  'lemma.hasOwnModel': true,
  'lemma.chatFocused': true,
  'lemma.canContinue': true,
  'lemma.canThinkLonger': true,
  'lemma.thinksFreely': true,
  'lemma.hasBranches': true,
  'lemma.suggestions': true,
};
const commandIds = contributes.commands.map(({ command }) => command);

describe('the manifest', () => {
  it('declares exactly the commands that are registered', () => {
    expect(commandIds.toSorted()).toEqual(Object.values<string>(COMMANDS).toSorted());
    expect(contributes.commands.every(({ category }) => category === 'Lemma')).toBe(true);
  });

  it('declares the settings as the code knows them', () => {
    const declared = Object.entries(contributes.configuration.properties).map(([name, entry]) => {
      const { type, scope } = entry;
      // The limits of an object are those of each number in it.
      const [of = entry, ...others] = Object.values(entry.properties ?? {});
      const { minimum, maximum } = of;
      for (const other of others) expect(other).toEqual(of);
      return [name, { type, default: entry.default, scope, enum: entry.enum, minimum, maximum }];
    });
    const known = Object.entries(SETTINGS).map(([name, spec]) => {
      const { type, scope, minimum, maximum } = { minimum: undefined, maximum: undefined, ...spec };
      const choices = 'enum' in spec ? spec.enum : undefined;
      return [
        `lemma.${name}`,
        { type, default: spec.default, scope, enum: choices, minimum, maximum },
      ];
    });
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(known));
  });

  it('describes every choice of a setting', () => {
    for (const [name, entry] of Object.entries(contributes.configuration.properties)) {
      if (Array.isArray(entry.enum)) {
        expect(entry.enumDescriptions, name).toHaveLength(entry.enum.length);
      }
    }
  });

  it('keeps an untrusted workspace away from every setting that names a file or a resource', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    for (const [name, { scope }] of Object.entries(SETTINGS)) {
      if (scope === 'machine') expect(restricted).toContain(`lemma.${name}`);
    }
    for (const name of restricted) {
      expect(Object.keys(contributes.configuration.properties)).toContain(name);
    }
  });

  it('names only commands and submenus that exist', () => {
    const entries = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
    for (const { command, submenu } of entries) {
      if (command !== undefined) expect(commandIds).toContain(command);
      if (submenu !== undefined) {
        expect(contributes.submenus.map(({ id }) => id)).toContain(submenu);
        expect(contributes.menus).toHaveProperty([submenu]);
      }
    }
  });

  it('uses only context keys of its own that the code sets', () => {
    const known = [...Object.keys(CONTEXT_KEYS), CHAT_VIEW, CHAT_PANEL];
    const entries = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
    for (const { when } of entries) {
      for (const key of (when ?? '').match(/lemma\.\w+/g) ?? []) expect(known).toContain(key);
    }
  });

  it('offers what works on the state of a chat or of suggestions only once that state is known', () => {
    // Without a key of its own, as in a window where nothing of Lemma has run yet, only what needs none may be left.
    const holds = (term: string): boolean => !term.startsWith('lemma.') || term.includes('!=');
    for (const { command, when = '' } of contributes.menus['commandPalette'] ?? []) {
      const terms = when.split(' && ');
      const needsState = terms.some((term) => term.startsWith('lemma.'));
      if (needsState) expect(terms.every(holds), command).toBe(false);
    }
  });

  it('keeps Markdown out of what VS Code shows as plain text', () => {
    const { properties } = contributes.configuration;
    const plain = [
      ...Object.values(properties).flatMap(({ enumDescriptions = [] }) => enumDescriptions),
      ...contributes.commands.map(({ title }) => title),
    ];
    for (const placeholder of plain) {
      expect(words[placeholder.slice(1, -1)]).not.toMatch(/\*\*|`|\]\(|#lemma\./);
    }
  });

  it('names only commands and settings that exist', () => {
    const titles = contributes.commands.map(({ title }) => words[title.slice(1, -1)] ?? '');
    const settings = Object.keys(contributes.configuration.properties);
    const readme = readFileSync('README.md', 'utf8');
    for (const [, name = ''] of readme.matchAll(/`(lemma\.[\w.]+)`/g)) {
      expect(settings, 'README.md').toContain(name);
    }
    for (const [key, said] of Object.entries({ ...words, 'README.md': readme })) {
      for (const [, name = ''] of said.matchAll(/Lemma: ([A-Z][\w ]+…?)/g)) {
        expect(
          titles.some((title) => name.startsWith(title)),
          `${key}: ${name}`,
        ).toBe(true);
      }
      for (const [, name = ''] of said.matchAll(/`#(lemma\.[\w.]+)#`/g)) {
        expect(settings, key).toContain(name);
      }
    }
  });

  it('gives every keybinding a condition', () => {
    for (const { key, when } of contributes.keybindings) expect(when ?? '', key).not.toBe('');
  });

  it('starts on nothing that happens in every window', () => {
    for (const event of manifest.activationEvents) {
      expect(event).toMatch(/^(onLanguage:\w[\w-]*|onWebviewPanel:.+)$/);
    }
    for (const panel of [CHAT_PANEL, MODELS_PANEL])
      expect(manifest.activationEvents).toContain(`onWebviewPanel:${panel}`);
    const views = Object.values(contributes.views).flat();
    expect(views.map(({ id }) => id)).toEqual([CHAT_VIEW]);
  });

  it('has words for every placeholder and no others', () => {
    const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? ''));
    expect([...used].toSorted()).toEqual(Object.keys(words).toSorted());
  });

  it('has a walkthrough of five steps, each with a picture, buttons that exist and an end', () => {
    const [walkthrough, ...others] = contributes.walkthroughs;
    expect(others).toEqual([]);
    expect(walkthrough?.id).toBe(WALKTHROUGH);
    expect(walkthrough?.steps).toHaveLength(5);
    const settings = Object.keys(contributes.configuration.properties);
    const known: Readonly<Record<string, readonly string[]>> = {
      onCommand: commandIds,
      onContext: Object.keys(CONTEXT_KEYS),
      onSettingChanged: settings,
    };
    for (const { description, media, completionEvents } of walkthrough?.steps ?? []) {
      const picture = readFileSync(media.svg, 'utf8');
      expect(picture).toContain('var(--vscode-editor-background');
      // The page of a walkthrough refuses scripts and styles of a picture's own.
      expect(picture).not.toMatch(/<(?:script|style|image|foreignObject)|style=|\bon\w+=/);
      const linked = [...(words[description.slice(1, -1)] ?? '').matchAll(/\(command:([\w.]+)/g)];
      expect(linked.length, description).toBeGreaterThan(0);
      for (const [, id = ''] of linked) {
        if (!id.startsWith('workbench.')) expect(commandIds).toContain(id);
      }
      expect(completionEvents.length).toBeGreaterThan(0);
      for (const event of completionEvents) {
        const [kind = '', name] = event.split(':');
        expect(known[kind]).toContain(name);
      }
    }
  });

  it('names icons that are there', () => {
    const icons = [manifest.icon, ...contributes.viewsContainers.activitybar.map((c) => c.icon)];
    for (const icon of icons) expect(readFileSync(icon).length).toBeGreaterThan(100);
  });
});

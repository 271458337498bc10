import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { DraftAttachment } from '../../src/protocol/attachments.js';
import { ChatApi, type EffortChoice } from '../../src/protocol/chat.js';
import type { VoteCost } from '../../src/core/voting/voteCost.js';
import { ContextAsker } from '../host/contextAsker.js';
import { voteOptions, votesOf, type VoteChoice } from '../model/voteChoice.js';
import { voteCostLine } from '../model/voteView.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/** How often the next question is asked, and what that takes. */
export class LemmaVoteChoice extends LightElement {
  static override properties = {
    effort: { attribute: false },
    services: { attribute: false },
    attachments: { attribute: false },
    draft: { attribute: false },
    cost: { state: true },
  };
  declare effort: EffortChoice | undefined;
  declare services: ViewServices | undefined;
  /** What is attached to the question being written. */
  declare attachments: readonly DraftAttachment[];
  /** The question being written. */
  declare draft: string;
  declare cost: VoteCost | undefined;
  private asker: ContextAsker<VoteCost | undefined> | undefined;

  constructor() {
    super();
    this.attachments = [];
    this.draft = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.asker = new ContextAsker({
      ask: () => this.ask(),
      take: (cost) => {
        this.cost = cost;
      },
    });
    this.asker.soon();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.asker?.dispose();
  }

  /** Works out again what it takes: a model was loaded, or turns have ended. */
  look(): void {
    if (this.choice !== 'off') this.asker?.soon();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('draft') || changed.has('attachments') || changed.has('effort')) this.look();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { effort, choice } = this;
    if (effort === undefined) return nothing;
    const options = voteOptions(effort.effort);
    const chosen = options.find((option) => option.choice === choice);
    const cost = choice === 'off' || !this.cost ? undefined : voteCostLine(this.cost);
    return html`<vscode-dropdown
        class="lemma-effort lemma-votes"
        position="above"
        aria-label="Votes on the next question"
        title=${chosen?.title ?? ''}
        current-value=${String(choice)}
        @change=${this.changed}
        >${options.map(
          (option) =>
            html`<vscode-option
              value=${String(option.choice)}
              title=${option.title}
              ?selected=${option.choice === choice}
              >${option.label}</vscode-option
            >`,
        )}</vscode-dropdown
      >
      ${
        cost === undefined
          ? nothing
          : html`<p class="lemma-votes-cost lemma-figures" role="note">${cost}</p>`
      }`;
  }

  private get choice(): VoteChoice {
    return this.services?.votes.get() ?? 'off';
  }

  private async ask(): Promise<VoteCost | undefined> {
    const { services, effort, choice, draft: text } = this;
    const votes = effort && votesOf(choice, effort.effort);
    if (services === undefined || votes === undefined) return undefined;
    const attachments = this.attachments.map(({ id }) => id);
    return services.host.request(ChatApi.planVotes, { text, attachments, votes });
  }

  private readonly changed = (event: Event): void => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || !('value' in target)) return;
    const option = voteOptions(this.effort?.effort ?? 'normal').find(
      ({ choice }) => String(choice) === target.value,
    );
    if (!option || option.choice === this.choice) return;
    this.services?.votes.set(option.choice);
    this.cost = undefined;
    this.requestUpdate();
    this.asker?.soon();
  };
}

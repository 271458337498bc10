import { LitElement } from 'lit';

/** A component that renders into the page itself, where KaTeX's and codicons' style sheets apply. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

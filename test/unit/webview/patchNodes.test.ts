import './domShim.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patchNodes } from '../../../webview/render/patchNodes.js';

function nodes(html: string): readonly ChildNode[] {
  const box = document.createElement('div');
  box.innerHTML = html;
  const all = [...box.childNodes];
  for (const each of all) each.remove();
  return all;
}

/** An element that shows one text, and then another in its place. */
function patched(before: string, after: string): HTMLElement {
  const parent = document.createElement('div');
  patchNodes(parent, patchNodes(parent, [], nodes(before)), nodes(after));
  return parent;
}

const tree: fc.Arbitrary<string> = fc.letrec<{ node: string; element: string }>((tie) => ({
  node: fc.oneof({ withCrossShrink: true }, fc.constantFrom('a', 'ab', 'b '), tie('element')),
  element: fc
    .record({
      tag: fc.constantFrom('p', 'b', 'span class="lemma-math"', 'span title="x"', 'span title="y"'),
      children: fc.array(tie('node'), { maxLength: 3 }),
    })
    .map(({ tag, children }) => `<${tag}>${children.join('')}</${tag.split(' ')[0] ?? ''}>`),
})).element;

describe('patchNodes', () => {
  it('comes to the same nodes whatever was there', () => {
    const list = fc.array(tree, { maxLength: 4 }).map((all) => all.join(''));
    fc.assert(
      fc.property(list, list, (before, after) => {
        expect(patched(before, after).innerHTML).toBe(patched('', after).innerHTML);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves alone what stands before the end of a text that grows', () => {
    const parent = document.createElement('div');
    parent.append('settled');
    const math = '<span class="lemma-math"><i>x</i></span>';
    const shown = patchNodes(parent, [], nodes(`<ul><li>a ${math} b</li><li>c</li></ul>`));
    const [first, second] = parent.querySelectorAll('li');
    const kept = [first, second, parent.querySelector('i'), second?.firstChild];
    patchNodes(parent, shown, nodes(`<ul><li>a ${math} b</li><li>c d</li><li>e</li></ul>`));
    const [one, two, three] = parent.querySelectorAll('li');
    expect([one, two, parent.querySelector('i'), two?.firstChild]).toEqual(kept);
    expect(one).toBe(first);
    expect(two?.firstChild).toBe(kept[3]);
    expect([two?.textContent, three?.textContent]).toEqual(['c d', 'e']);
    expect(parent.textContent).toMatch(/^settled/);
  });

  it('replaces what is of another kind, what has other attributes, and math as a whole', () => {
    for (const [before, after] of [
      ['<a title="http://a">x</a>', '<a title="http://b">x y</a>'],
      ['<em>x</em>', '<strong>x</strong>'],
      ['<span class="lemma-math"><i>x</i></span>', '<span class="lemma-math"><i>xy</i></span>'],
    ] as const) {
      const parent = document.createElement('div');
      const [old] = patchNodes(parent, [], nodes(before));
      patchNodes(parent, old ? [old] : [], nodes(after));
      expect(parent.firstChild).not.toBe(old);
      expect(parent.innerHTML).toBe(after);
    }
  });
});

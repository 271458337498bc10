import type { Webview } from 'vscode';
import { describe, expect, it } from 'vitest';
import { ConnectedPage, type PageConnection } from '../../../src/vscode/webview/connectedPage.js';

/** A page whose line comes when the test says so. */
function setUp() {
  const events: string[] = [];
  let resolve: (line: PageConnection) => void = () => undefined;
  let reject: (thrown: Error) => void = () => undefined;
  const promise = new Promise<PageConnection>((...settlers) => {
    [resolve, reject] = settlers;
  });
  const webview = {
    set html(html: string) {
      events.push(html);
    },
  } as Webview;
  const page = new ConnectedPage<PageConnection>({
    webview,
    connect: () => promise,
    html: () => 'html',
    onError: (thrown) => events.push(String(thrown)),
  });
  const connect = async (): Promise<void> => {
    resolve({
      setVisible: (visible) => events.push(visible ? 'shown' : 'hidden'),
      dispose: () => events.push('disposed'),
    });
    await settle();
  };
  const fail = async (): Promise<void> => {
    reject(new Error('no such file'));
    await settle();
  };
  const does = (what: string): void => {
    page.do(() => events.push(what));
  };
  return { page, events, connect, fail, does };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('ConnectedPage', () => {
  it('begins the page once its line is there, and then does what was asked meanwhile, in order', async () => {
    const { events, connect, does } = setUp();
    does('first');
    does('second');
    await settle();
    expect(events).toEqual([]);
    await connect();
    expect(events).toEqual(['html', 'first', 'second']);
    does('third');
    await settle();
    expect(events.at(-1)).toBe('third');
  });

  it('ends the line of a page that went away before it came, and writes nothing to the page', async () => {
    const { page, events, connect } = setUp();
    page.dispose();
    await connect();
    expect(events).toEqual(['disposed']);
  });

  it('tells the line that the page was hidden before it came', async () => {
    const { page, events, connect } = setUp();
    page.setVisible(false);
    await connect();
    expect(events).toEqual(['html', 'hidden']);
  });

  it('tells once when there is no line', async () => {
    const { page, events, fail, does } = setUp();
    does('first');
    await fail();
    page.dispose();
    await settle();
    expect(events).toEqual(['Error: no such file']);
  });
});

/** A call that expects a response; P and R live in types only. */
export interface RequestDef<P, R> {
  readonly kind: 'request';
  readonly method: string;
  readonly $types?: { params: P; result: R };
}
/** A one-way message from the webview to the host. */
export interface CommandDef<P> {
  readonly kind: 'command';
  readonly method: string;
  readonly $types?: { params: P };
}
/** A one-way message from the host to the webview. */
export interface NotificationDef<P> {
  readonly kind: 'notification';
  readonly method: string;
  readonly $types?: { params: P };
}

/** Declares a request. */
export const request = <P, R>(method: string): RequestDef<P, R> => ({ kind: 'request', method });
/** Declares a command. */
export const command = <P>(method: string): CommandDef<P> => ({ kind: 'command', method });
/** Declares a notification. */
export const notification = <P>(method: string): NotificationDef<P> => ({
  kind: 'notification',
  method,
});

/** One handler for each request and command of an API: a missing one fails the build. */
export type HostHandlers<Api> = {
  readonly [
    K in keyof Api as Api[K] extends { kind: 'request' | 'command' } ? K : never
  ]: Api[K] extends RequestDef<infer P, infer R>
    ? (params: P) => Promise<R>
    : Api[K] extends CommandDef<infer P>
      ? (params: P) => void
      : never;
};
/** One handler for each notification of an API. */
export type WebviewHandlers<Api> = {
  readonly [
    K in keyof Api as Api[K] extends { kind: 'notification' } ? K : never
  ]: Api[K] extends NotificationDef<infer P> ? (params: P) => void : never;
};

/** What crosses the host-webview wire; `id` pairs a response with its request. */
export type WireMessage =
  | {
      readonly type: 'request';
      readonly id: number;
      readonly method: string;
      readonly params: unknown;
    }
  | { readonly type: 'response'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly code: string }
  | { readonly type: 'command'; readonly method: string; readonly params: unknown }
  | { readonly type: 'notification'; readonly method: string; readonly params: unknown };
